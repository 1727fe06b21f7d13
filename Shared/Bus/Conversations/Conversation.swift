/// What is kept of a conversation.
package struct Conversation: Sendable, Equatable {
    /// What was said in so many turns from the first, in short.
    package struct Summary: Sendable, Equatable {
        package var text: String
        /// How many turns it stands for, those that are no longer kept included.
        package var turns: Int

        package init(text: String, turns: Int) {
            self.text = text
            self.turns = turns
        }
    }

    package var head: ConversationHead
    package var summary: Summary?
    /// How many turns went before the first that is kept.
    package var dropped: Int
    /// The turns that are kept, the oldest first.
    package var turns: [ConversationTurn]

    package init(head: ConversationHead, summary: Summary? = nil, dropped: Int = 0, turns: [ConversationTurn]) {
        self.head = head
        self.summary = summary
        self.dropped = dropped
        self.turns = turns
    }
}
