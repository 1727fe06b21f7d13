package import Messages

extension RunCaller {
    /// What the indexer finds among the caller's tenant's documents, the best first.
    ///
    /// - Throws: As ``search(_:for:within:traceparent:)``.
    package func results(
        of search: SearchDocuments,
        for caller: Caller,
        within limit: Duration,
        traceparent: String?
    ) async throws -> SearchResults {
        try SearchResults.decoded(
            from: try await self.search(search, for: caller, within: limit, traceparent: traceparent)
        )
    }

    /// The same as the JSON of ``SearchResults``, as the indexer wrote it.
    ///
    /// - Throws: ``RunFailure`` where the search failed or took longer than `limit`; ``BusError``.
    package func search(
        _ search: SearchDocuments,
        for caller: Caller,
        within limit: Duration,
        traceparent: String?
    ) async throws -> [UInt8] {
        let events = try await self.call(
            search,
            kind: .search,
            for: caller,
            within: limit,
            traceparent: traceparent
        )
        // An object, at least; another version's indexer may say other things.
        guard let results = events.first(where: { $0.type == .results })?.payload,
            results.first == UInt8(ascii: "{"), results.last == UInt8(ascii: "}")
        else { throw RunFailure.workerLost }
        return results
    }
}
