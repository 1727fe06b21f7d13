import FoundationEssentials

/// The JSON payload of a type of run event.
package protocol EventPayload: Codable, Sendable, Equatable {
    /// The payload as it stands in the log.
    func encoded() throws -> [UInt8]
}

extension EventPayload {
    /// The members of objects stand in order of their names: whoever decides by a call's arguments finds them in the same
    /// order each time.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// Reads a payload from the log.
    package static func decoded(from bytes: [UInt8]) throws -> Self {
        try JSONDecoder().decode(Self.self, from: Data(bytes))
    }
}
