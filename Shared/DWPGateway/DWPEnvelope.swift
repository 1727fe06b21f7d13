import FoundationEssentials

/// What stands round every answer of the backend itself; gateways and proxies answer otherwise (contract §1.5, G6).
package struct DWPEnvelope: Sendable, Equatable, Decodable {
    package var success: Bool
    package var errorCode: String?
    /// Prose for people and logs, never to be matched.
    package var message: String?

    /// Reads an answer's envelope; nil where there is none.
    package init?(_ body: [UInt8]) {
        guard let envelope = try? JSONDecoder().decode(DWPEnvelope.self, from: Data(body)) else { return nil }
        self = envelope
    }

    /// Reads what the envelope holds; nil where it is missing or something else.
    package static func data<Payload: Decodable>(_ type: Payload.Type, in body: [UInt8]) -> Payload? {
        (try? JSONDecoder().decode(Content<Payload>.self, from: Data(body)))?.data
    }

    private struct Content<Payload: Decodable>: Decodable {
        var data: Payload
    }
}
