package import Messages

extension RunCaller {
    /// What the indexer finds among the caller's tenant's documents, the best first.
    ///
    /// - Throws: ``RunFailure`` where the search failed or took longer than `limit`; ``BusError``.
    package func results(
        of search: SearchDocuments,
        for caller: Caller,
        within limit: Duration,
        traceparent: String?
    ) async throws -> SearchResults {
        let events = try await self.call(
            search,
            kind: .search,
            for: caller,
            within: limit,
            traceparent: traceparent
        )
        guard let results = events.first(where: { $0.type == .results }) else { throw RunFailure.workerLost }
        return try SearchResults.decoded(from: results.payload)
    }
}
