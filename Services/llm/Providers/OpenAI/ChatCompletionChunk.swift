import FoundationEssentials
import Messages

/// What one event of a streamed completion says (OpenAI API reference, chat/streaming), or a whole completion.
struct ChatCompletionChunk: Decodable, Sendable {
    struct Choice: Decodable, Sendable {
        struct Content: Decodable, Sendable {
            struct Call: Decodable, Sendable {
                struct Function: Decodable, Sendable {
                    var name: String?
                    var arguments: String?
                }

                /// Missing in a whole completion, where the calls' order says it.
                var index: Int?
                var id: String?
                var function: Function?
            }

            var content: String?
            /// The model's thoughts, in the word of DeepSeek, vLLM and llama.cpp.
            var reasoningContent: String?
            /// The same in OpenRouter's word.
            var reasoning: String?
            var toolCalls: [Call]?

            enum CodingKeys: String, CodingKey {
                case content, reasoning
                case reasoningContent = "reasoning_content"
                case toolCalls = "tool_calls"
            }

            /// What it says, in the order in which a reader wants it.
            var deltas: [ModelDelta] {
                var deltas: [ModelDelta] = []
                if let thought = self.reasoningContent ?? self.reasoning, !thought.isEmpty {
                    deltas.append(.reasoning(Array(thought.utf8)))
                }
                if let text = self.content, !text.isEmpty { deltas.append(.text(Array(text.utf8))) }
                if let calls = self.toolCalls, !calls.isEmpty {
                    deltas.append(
                        .toolCalls(
                            calls.enumerated().map { place, call in
                                ToolCallDelta(
                                    index: call.index ?? place,
                                    id: call.id,
                                    name: call.function?.name,
                                    arguments: call.function?.arguments
                                )
                            }
                        )
                    )
                }
                return deltas
            }
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
    var model: String?
    var usage: Usage?
    var error: OpenAIError?

    static func decoded(from bytes: [UInt8]) throws -> ChatCompletionChunk {
        try JSONDecoder().decode(ChatCompletionChunk.self, from: Data(bytes))
    }
}
