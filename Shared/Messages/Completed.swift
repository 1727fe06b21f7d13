/// The payload of a run that ended well.
package struct Completed: EventPayload {
    /// What the provider counted, if it said so.
    package var usage: TokenUsage?
    /// Why the model stopped, in the provider's word (`stop`, `length`, …).
    package var finishReason: String?

    package init(usage: TokenUsage? = nil, finishReason: String? = nil) {
        self.usage = usage
        self.finishReason = finishReason
    }
}
