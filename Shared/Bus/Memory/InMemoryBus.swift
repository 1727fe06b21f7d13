package import Messages
import Synchronization

/// The whole bus in this process's memory, for tests: the same rules as in Redis, with outages on demand.
package final class InMemoryBus: Sendable {
    struct Run: Sendable {
        var record: RunRecord
        var log: [LogEntry] = []
        var edges: [ReplicaID] = []
        var abandonedSince: Int64?
        var isCancelRequested = false
    }

    struct State: Sendable {
        var runs: [RunID: Run] = [:]
        var bindings: [String: IdempotencyBinding] = [:]
        var leases: [ReplicaID: InMemoryLeases.Lease] = [:]
        var edgeInboxes: [ReplicaID: [EdgeMail.Item]] = [:]
        var workerInboxes: [ReplicaID: [WorkerSignal]] = [:]
        var session = 1
        var failure: BusError?
        var watchers: [AsyncStream<Int>.Continuation] = []
    }

    private let state = Mutex(State())
    private let bell = Bell()

    package init() {}

    /// Makes every call fail with `error` until ``recover(losing:)``.
    package func fail(with error: BusError = BusError(.unavailable, "told to fail")) {
        self.state.withLock { $0.failure = error }
    }

    /// Ends the failure with a new session; `losing` entries are gone from the end of every log.
    package func recover(losing tail: Int = 0) {
        let (watchers, session) = self.state.withLock { state in
            state.failure = nil
            state.session += 1
            for run in state.runs.keys {
                let count = state.runs[run]?.log.count ?? 0
                state.runs[run]?.log.removeLast(min(tail, count))
            }
            return (state.watchers, state.session)
        }
        for watcher in watchers { watcher.yield(session) }
        self.bell.ring()
    }

    /// Forgets a run with its log, as a store without persistence does when it restarts.
    package func lose(_ run: RunID) {
        self.state.withLock { _ = $0.runs.removeValue(forKey: run) }
    }

    var session: Int { self.state.withLock(\.session) }

    func sessions() -> AsyncStream<Int> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        self.state.withLock { state in
            continuation.yield(state.session)
            state.watchers.append(continuation)
        }
        return stream
    }

    /// Reads or changes the state in one step, and wakes whoever waits for a change.
    func access<Result: Sendable>(_ body: (inout State) throws(BusError) -> Result) throws(BusError) -> Result {
        let result: Swift.Result<Result, BusError> = self.state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            do throws(BusError) {
                return .success(try body(&state))
            } catch {
                return .failure(error)
            }
        }
        self.bell.ring()
        return try result.get()
    }

    /// Takes what `take` finds, waiting up to `wait` until there is something.
    func waitFor<Element: Sendable>(
        _ wait: Duration,
        take: @Sendable (inout State) -> [Element]
    ) async throws(BusError) -> [Element] {
        let end = ContinuousClock.now + wait
        while true {
            let ticket = self.bell.ticket()
            let found: [Element] = try self.state.withLock { state throws(BusError) in
                if let failure = state.failure { throw failure }
                return take(&state)
            }
            if !found.isEmpty || ContinuousClock.now >= end || Task.isCancelled { return found }
            await self.bell.wait(after: ticket, until: end)
        }
    }
}
