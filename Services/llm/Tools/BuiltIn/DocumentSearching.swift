import Bus
import Messages

/// Searches a tenant's documents.
protocol DocumentSearching: Sendable {
    func results(of search: SearchDocuments, for caller: Caller, traceparent: String?) async throws -> SearchResults
}

extension RunCaller: DocumentSearching {
    /// How long one search may take.
    private static var patience: Duration { .seconds(10) }

    /// Asks the indexer.
    func results(of search: SearchDocuments, for caller: Caller, traceparent: String?) async throws -> SearchResults {
        try await self.results(of: search, for: caller, within: Self.patience, traceparent: traceparent)
    }
}
