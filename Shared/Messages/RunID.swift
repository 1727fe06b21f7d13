/// Names one run: one answer being produced. Random, so that knowing one id says nothing about another.
package struct RunID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// 26 characters of `[0-9a-v]`, 130 random bits.
    package let description: String

    /// Draws a new id.
    package static func random() -> RunID {
        var generator = SystemRandomNumberGenerator()
        return RunID.random(using: &generator)
    }

    /// Draws a new id from `generator`.
    package static func random(using generator: inout some RandomNumberGenerator) -> RunID {
        let alphabet = Array("0123456789abcdefghijklmnopqrstuv".utf8)
        let characters = (0..<26).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] }
        return RunID(unchecked: String(decoding: characters, as: UTF8.self))
    }

    /// Takes 16 to 40 characters of `[0-9a-z]`; anything else is no run id.
    package init?(_ text: some StringProtocol) {
        guard (16...40).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.description = String(text)
    }

    private init(unchecked text: String) {
        self.description = text
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = RunID(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a run id"))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.description)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
