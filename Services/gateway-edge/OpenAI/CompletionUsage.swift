import Messages

/// What a completion cost, in OpenAI's words.
struct CompletionUsage: Encodable, Sendable {
    let usage: TokenUsage

    init(_ usage: TokenUsage) {
        self.usage = usage
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.usage.promptTokens, forKey: .promptTokens)
        try container.encode(self.usage.completionTokens, forKey: .completionTokens)
        try container.encode(self.usage.totalTokens, forKey: .totalTokens)
    }

    private enum CodingKeys: String, CodingKey {
        case promptTokens = "prompt_tokens"
        case completionTokens = "completion_tokens"
        case totalTokens = "total_tokens"
    }
}
