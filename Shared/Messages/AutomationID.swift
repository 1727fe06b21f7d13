/// Names one automation. Random, so that knowing one id says nothing about another.
package struct AutomationID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// 26 characters of `[0-9a-v]`, 130 random bits.
    package let description: String

    /// Draws a new id.
    package static func random() -> AutomationID {
        AutomationID(unchecked: RunID.random().description)
    }

    /// Takes 26 characters of `[0-9a-z]`; anything else is no such id.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 26, RunID(text) != nil else { return nil }
        self.description = String(text)
    }

    private init(unchecked text: String) {
        self.description = text
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = AutomationID(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not an id"))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.description)
    }

    /// The run for a due time, Unix milliseconds: the same one whoever asks, and as hard to guess as the automation.
    package func run(dueAt time: Int64) -> RunID? {
        RunID(self.description + String(max(time, 0), radix: 36))
    }
}
