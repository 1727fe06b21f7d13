/// The payload of a run that ended well.
package struct Completed: EventPayload {
    /// What the provider counted, if it said so.
    package var usage: TokenUsage?
    /// Why the model stopped, in the provider's word (`stop`, `length`, …).
    package var finishReason: String?
    /// The model that answered, in the provider's word.
    package var model: String?

    package init(usage: TokenUsage? = nil, finishReason: String? = nil, model: String? = nil) {
        self.usage = usage
        self.finishReason = finishReason
        self.model = model
    }
}
