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
        let events = try await self.call(
            search,
            kind: .search,
            for: caller,
            within: Self.patience,
            traceparent: traceparent
        )
        guard let results = events.first(where: { $0.type == .results }) else { throw RunFailure.workerLost }
        return try SearchResults.decoded(from: results.payload)
    }
}
