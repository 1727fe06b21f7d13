package import Messages

/// What a list shows of a conversation.
package struct ConversationHead: Sendable, Equatable {
    package var id: ConversationID
    package var title: String
    /// When its first turn was made, Unix milliseconds.
    package var created: Int64
    /// When its latest turn was made, Unix milliseconds.
    package var updated: Int64
    /// How many messages are kept.
    package var messageCount: Int

    package init(id: ConversationID, title: String, created: Int64, updated: Int64, messageCount: Int) {
        self.id = id
        self.title = title
        self.created = created
        self.updated = updated
        self.messageCount = messageCount
    }
}

/// A part of a caller's conversations, the newest first.
package struct ConversationPage: Sendable, Equatable {
    package var conversations: [ConversationHead]
    /// Where the next part begins; nil after the last.
    package var next: Int64?

    package init(conversations: [ConversationHead], next: Int64?) {
        self.conversations = conversations
        self.next = next
    }
}
