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
        var characters: [UInt8] = []
        characters.reserveCapacity(26)
        // Five bits make a character; every draw from the system is a call into it.
        for count in [12, 12, 2] {
            var bits: UInt64 = generator.next()
            for _ in 0..<count {
                let digit = UInt8(truncatingIfNeeded: bits & 31)
                characters.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                bits >>= 5
            }
        }
        return RunID(unchecked: String(decoding: characters, as: UTF8.self))
    }

    /// Takes 16 to 40 characters of `[0-9a-z]`; anything else is no run id.
    package init?(_ text: some StringProtocol) {
        self.init(utf8: Array(text.utf8)[...])
    }

    /// Takes the same as bytes.
    package init?(utf8 bytes: ArraySlice<UInt8>) {
        guard (16...40).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        self.description = String(decoding: bytes, as: UTF8.self)
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
