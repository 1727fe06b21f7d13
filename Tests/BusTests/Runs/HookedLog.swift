import Bus
import Messages
import Synchronization

/// A log in memory that tells when it is used, and can be made to answer wrongly.
final class HookedLog: RunLog {
    let base: InMemoryRunLog
    /// Runs before batches are written; what it returns is the answer, without a write.
    let onAppend: @Sendable ([RunBatch]) async throws(BusError) -> [AppendOutcome]?
    /// Runs after an epoch was taken, so that what it throws is a lost reply.
    let afterBegin: @Sendable () async throws(BusError) -> Void
    /// Runs after a log's last place was read.
    let afterTip: @Sendable () async -> Void
    private let written = Mutex<[Int]>([])

    init(
        _ bus: InMemoryBus,
        onAppend: @escaping @Sendable ([RunBatch]) async throws(BusError) -> [AppendOutcome]? = { _ in nil },
        afterBegin: @escaping @Sendable () async throws(BusError) -> Void = {},
        afterTip: @escaping @Sendable () async -> Void = {}
    ) {
        self.afterTip = afterTip
        self.base = InMemoryRunLog(bus: bus)
        self.afterBegin = afterBegin
        self.onAppend = onAppend
    }

    /// How many entries each write had so far.
    var writes: [Int] { self.written.withLock { $0 } }

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
        try await self.afterBegin()
        return outcome
    }

    func append(_ batches: [RunBatch], session: Int) async throws(BusError) -> [AppendOutcome] {
        guard session == self.session else { throw BusError(.sessionChanged, "another session") }
        if let answer = try await self.onAppend(batches) { return answer }
        let outcomes = try await self.base.append(batches, session: session)
        self.written.withLock { $0.append(batches.map(\.entries.count).reduce(0, +)) }
        return outcomes
    }

    func tip(of run: RunID) async throws(BusError) -> EventID? {
        let tip = try await self.base.tip(of: run)
        await self.afterTip()
        return tip
    }

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
