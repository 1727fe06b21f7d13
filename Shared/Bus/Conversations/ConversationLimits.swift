/// What a caller's conversations may hold; where there is more, the oldest goes.
package struct ConversationLimits: Sendable, Equatable {
    /// Messages of one conversation.
    package var messages: Int
    /// Bytes of one conversation's turns as they are stored. The latest turn is kept however large it is.
    package var bytes: Int
    /// Conversations of one caller.
    package var conversations: Int

    package init(messages: Int = 200, bytes: Int = 256 << 10, conversations: Int = 200) {
        self.messages = messages
        self.bytes = bytes
        self.conversations = conversations
    }

    /// Bytes of one message, beyond which it is cut.
    package var messageBytes: Int { self.bytes / 4 }
}
