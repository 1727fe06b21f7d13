/// One message of a conversation.
package struct ChatMessage: Codable, Sendable, Equatable {
    /// Who speaks.
    package enum Role: String, Codable, Sendable {
        case system, user, assistant
        /// What came of a call that the assistant asked for.
        case tool
    }

    package var role: Role
    package var content: String
    /// What an assistant's message asks to be called; nil for nothing.
    package var toolCalls: [ToolCall]?
    /// Which call a tool's message answers.
    package var toolCallId: String?

    package init(role: Role, content: String, toolCalls: [ToolCall]? = nil, toolCallId: String? = nil) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.toolCallId = toolCallId
    }
}
