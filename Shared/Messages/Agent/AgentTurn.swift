/// What the model said in one round, once it has said all of it. Readers are not shown it: they have seen its parts.
package struct AgentTurn: EventPayload {
    package var text: String
    /// What it asks to be called, in order; none where this is the answer.
    package var toolCalls: [ToolCall]
    /// What the round cost; nil where the provider did not count.
    package var usage: TokenUsage?
    package var finishReason: String?
    /// The model that answered, in the provider's word.
    package var model: String?

    package init(
        text: String,
        toolCalls: [ToolCall] = [],
        usage: TokenUsage? = nil,
        finishReason: String? = nil,
        model: String? = nil
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.usage = usage
        self.finishReason = finishReason
        self.model = model
    }
}
