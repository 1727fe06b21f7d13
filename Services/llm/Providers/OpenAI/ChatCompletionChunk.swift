import FoundationEssentials
import Messages

/// What one event of a streamed completion says (OpenAI API reference, chat/streaming), or a whole completion.
struct ChatCompletionChunk: Decodable, Sendable {
    struct Choice: Decodable, Sendable {
        struct Content: Decodable, Sendable {
            var content: String?
        }

        var delta: Content?
        /// Only in a whole completion.
        var message: Content?
        var finishReason: String?

        enum CodingKeys: String, CodingKey {
            case delta, message
            case finishReason = "finish_reason"
        }
    }

    struct Usage: Decodable, Sendable {
        var promptTokens: Int?
        var completionTokens: Int?
        var totalTokens: Int?

        enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case completionTokens = "completion_tokens"
            case totalTokens = "total_tokens"
        }

        var tokenUsage: TokenUsage {
            let prompt = self.promptTokens ?? 0
            let completion = self.completionTokens ?? 0
            let (sum, overflows) = prompt.addingReportingOverflow(completion)
            return TokenUsage(
                promptTokens: prompt,
                completionTokens: completion,
                totalTokens: self.totalTokens ?? (overflows ? .max : sum)
            )
        }
    }

    var choices: [Choice]?
    var usage: Usage?
    var error: OpenAIError?

    static func decoded(from bytes: [UInt8]) throws -> ChatCompletionChunk {
        try JSONDecoder().decode(ChatCompletionChunk.self, from: Data(bytes))
    }
}
