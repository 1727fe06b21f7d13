/// The payload of what a search found, the best first.
package struct SearchResults: EventPayload {
    package var results: [SearchHit]
    /// How long the search took where it was carried out, in milliseconds.
    package var tookMs: Double
    /// True where the query had no vector in time, so that full text alone found these; nil otherwise.
    package var degraded: Bool?

    package init(results: [SearchHit], tookMs: Double, degraded: Bool? = nil) {
        self.results = results
        self.tookMs = tookMs
        self.degraded = degraded
    }
}
