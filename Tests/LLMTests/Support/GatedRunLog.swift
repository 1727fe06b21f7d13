import Bus
import Messages

/// A log that does something between taking an epoch and telling its worker so.
struct GatedRunLog: RunLog {
    let base: InMemoryRunLog
    let afterBegin: @Sendable (RunID) async -> Void

    var session: Int { self.base.session }
    func sessions() -> AsyncStream<Int> { self.base.sessions() }

    func begin(
        _ run: RunID,
        as worker: ReplicaID,
        keep: Bool,
        above floor: UInt64,
        restoring record: RunRecord?
    ) async throws(BusError) -> BeginOutcome {
        let outcome = try await self.base.begin(run, as: worker, keep: keep, above: floor, restoring: record)
        await self.afterBegin(run)
        return outcome
    }

    func append(_ batches: [RunBatch], session: Int) async throws(BusError) -> [AppendOutcome] {
        try await self.base.append(batches, session: session)
    }

    func tip(of run: RunID) async throws(BusError) -> EventID? { try await self.base.tip(of: run) }

    func entries(of run: RunID, after id: EventID, limit: Int) async throws(BusError) -> [LogEntry] {
        try await self.base.entries(of: run, after: id, limit: limit)
    }

    func end(
        _ run: RunID,
        at epoch: UInt64,
        with event: RunEvent,
        as replica: ReplicaID
    ) async throws(BusError) -> EndOutcome {
        try await self.base.end(run, at: epoch, with: event, as: replica)
    }
}
