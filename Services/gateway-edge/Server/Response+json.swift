import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// An answer whose content type is exactly `application/json` (contract §6.2).
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return Response(status: .internalServerError) }
        return Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data))
        )
    }

    /// An answer in the backend's envelope, with the payload in `data`, which nil leaves out (contract §4.1).
    static func enveloped(_ data: (some Encodable & Sendable)?, status: HTTPResponse.Status = .ok) -> Response {
        .json(Envelope(message: "OK", timestamp: LocalTimestamp.now, data: data), status: status)
    }

    /// The same with a payload that is written already.
    static func enveloped(json data: [UInt8]) -> Response {
        let frame = #"{"status":"SUCCESS","success":true,"message":"OK","timestamp":""#
        var body = ByteBuffer()
        body.reserveCapacity(data.count + 128)
        body.writeString("\(frame)\(LocalTimestamp.now)\",\"data\":")
        body.writeBytes(data)
        body.writeInteger(UInt8(ascii: "}"))
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: body)
        )
    }

    private struct Envelope<Payload: Encodable & Sendable>: Encodable {
        var status = "SUCCESS"
        var success = true
        var message: String
        var timestamp: String
        var data: Payload?
    }
}
