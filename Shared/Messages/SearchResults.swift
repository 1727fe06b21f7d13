/// The payload of what a search found, the best first.
package struct SearchResults: EventPayload {
    package var results: [SearchHit]
    /// How long the search took where it was carried out, in milliseconds.
    package var tookMs: Double

    package init(results: [SearchHit], tookMs: Double) {
        self.results = results
        self.tookMs = tookMs
    }
}
