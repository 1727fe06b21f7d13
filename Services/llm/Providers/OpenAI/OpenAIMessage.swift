import FoundationEssentials
import Messages

/// A message as the chat completions API has it (OpenAI API reference, chat/create).
struct OpenAIMessage: Encodable, Sendable {
    let message: ChatMessage

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.message.role, forKey: .role)
        try container.encode(self.message.content, forKey: .content)
        try container.encodeIfPresent(self.message.toolCalls?.map(Call.init), forKey: .toolCalls)
        try container.encodeIfPresent(self.message.toolCallId, forKey: .toolCallId)
    }

    private struct Call: Encodable {
        struct Function: Encodable {
            var name: String
            var arguments: String
        }

        var id: String
        var type = "function"
        var function: Function

        init(_ call: ToolCall) {
            self.id = call.id
            self.function = Function(name: call.name, arguments: call.arguments)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case role, content
        case toolCalls = "tool_calls"
        case toolCallId = "tool_call_id"
    }
}
