import Bus
import Messages

/// Searches the documents of one caller's tenant, through the indexer.
struct DocumentSearch<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    let caller: RunCaller<Queue, Registry, Log, LeaseStore>
    let admission: QueueAdmission

    /// What was found, the best first.
    ///
    /// - Throws: ``RunFailure`` where the search failed or took longer than `limit`, ``EdgeError`` (503) while too many
    ///   wait, ``BusError``.
    func results(
        of search: SearchDocuments,
        for caller: Caller,
        within limit: Duration,
        traceparent: String?
    ) async throws -> SearchResults {
        try self.admission.admit()
        return try await self.caller.results(of: search, for: caller, within: limit, traceparent: traceparent)
    }

    /// The same as JSON.
    ///
    /// - Throws: As ``results(of:for:within:traceparent:)``.
    func json(
        of search: SearchDocuments,
        for caller: Caller,
        within limit: Duration,
        traceparent: String?
    ) async throws -> [UInt8] {
        try self.admission.admit()
        return try await self.caller.search(search, for: caller, within: limit, traceparent: traceparent)
    }
}
