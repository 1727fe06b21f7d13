/// The payload that tells what an answer relies on, before its text.
package struct Sources: EventPayload {
    /// Cited by place in the list, from 1.
    package var sources: [Grounding.Passage]
    /// Whether the search did not answer in time.
    package var degraded: Bool

    package init(sources: [Grounding.Passage], degraded: Bool) {
        self.sources = sources
        self.degraded = degraded
    }

    package init(_ grounding: Grounding) {
        self.init(sources: grounding.passages, degraded: grounding.isDegraded)
    }
}
