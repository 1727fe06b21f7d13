import Bus
import Messages

/// What clients are shown of a conversation, with its messages where it is shown alone.
struct ConversationView: Encodable, Sendable, Equatable {
    struct Message: Encodable, Sendable, Equatable {
        var role: ChatMessage.Role
        var content: String
        var toolCalls: [ToolCall]?
        var toolCallId: String?
        var at: String
        /// The run that the message came with.
        var runId: String
    }

    var id: String
    var title: String
    var createdAt: String
    var updatedAt: String
    /// How many messages are kept.
    var messageCount: Int
    /// Whether older messages were too many or too large to be kept.
    var isCut: Bool?
    var messages: [Message]?

    init(_ head: ConversationHead) {
        self.id = head.id.description
        self.title = head.title
        self.createdAt = LocalTimestamp.text(of: head.created)
        self.updatedAt = LocalTimestamp.text(of: head.updated)
        self.messageCount = head.messageCount
    }

    init(_ conversation: Conversation) {
        self.init(conversation.head)
        self.isCut = conversation.dropped > 0
        self.messages = conversation.turns.flatMap { turn in
            turn.messages.map { message in
                Message(
                    role: message.role,
                    content: message.content,
                    toolCalls: message.toolCalls,
                    toolCallId: message.toolCallId,
                    at: LocalTimestamp.text(of: turn.at),
                    runId: turn.run.description
                )
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, title, createdAt, updatedAt, messageCount, messages
        case isCut = "cut"
    }
}
