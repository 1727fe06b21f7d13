/// Names a conversation among those of one caller; clients choose it.
package struct ConversationID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String

    /// Takes 1 to 128 characters of `[A-Za-z0-9._~:@-]`, which a path takes as they are, with a letter or a digit among
    /// them.
    package init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard (1...128).contains(bytes.count), bytes.contains(where: Self.isAlphanumeric),
            bytes.allSatisfy({ Self.isAlphanumeric($0) || Self.marks.contains($0) })
        else { return nil }
        self.description = String(text)
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ConversationID(text) else {
            let problem = "not a conversation id"
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.description)
    }

    private static let marks = Set("._~:@-".utf8)

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
