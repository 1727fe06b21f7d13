/// Asks for the next turn of a conversation, streamed into the run's log.
package struct ContinueChat: CommandBody {
    package static let kind = "chat"
    package static let worker = WorkerService.llm

    /// The conversation so far; the last message is the one to answer.
    package var messages: [ChatMessage]
    /// Goes to the provider as given; nil takes the provider's own.
    package var model: String?
    /// The reader's language for what the system says itself.
    package var language: Language?
    /// What the answer shall rely on; nil where nobody looked.
    package var grounding: Grounding?
    /// The caller's conversation that this turn belongs to: what it holds stands before the messages, of which then only
    /// the new question counts. Nil for a chat that is not kept.
    package var conversation: ConversationID?

    package init(
        messages: [ChatMessage],
        model: String? = nil,
        language: Language? = nil,
        grounding: Grounding? = nil,
        conversation: ConversationID? = nil
    ) {
        self.messages = messages
        self.model = model
        self.language = language
        self.grounding = grounding
        self.conversation = conversation
    }
}
