/// The payload of what an analysis came to; the same JSON goes to the DWP task (contract §4.4).
package struct AnalysisResult: EventPayload {
    /// The whole text.
    package var result: String
    /// What it relies on, cited by place in the list, from 1.
    package var sources: [Grounding.Passage]
    /// Of all calls to the model together; nil where no provider counted.
    package var usage: TokenUsage?

    package init(result: String, sources: [Grounding.Passage], usage: TokenUsage?) {
        self.result = result
        self.sources = sources
        self.usage = usage
    }
}
