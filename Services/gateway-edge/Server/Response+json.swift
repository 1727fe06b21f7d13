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

    private struct Envelope<Payload: Encodable & Sendable>: Encodable {
        var status = "SUCCESS"
        var success = true
        var message: String
        var timestamp: String
        var data: Payload?
    }
}
