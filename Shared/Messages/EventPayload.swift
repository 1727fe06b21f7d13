import FoundationEssentials

/// The JSON payload of a type of run event.
package protocol EventPayload: Codable, Sendable, Equatable {}

extension EventPayload {
    /// The payload as it stands in the log.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// Reads a payload from the log.
    package static func decoded(from bytes: [UInt8]) throws -> Self {
        try JSONDecoder().decode(Self.self, from: Data(bytes))
    }
}
