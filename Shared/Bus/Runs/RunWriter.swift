import FoundationEssentials
package import Logging
package import Messages
import ServiceLifecycle
import Synchronization

/// Writes the events of all runs that this worker owns, with one write on the wire at a time.
///
/// Producers hand over events without waiting for the store, until ``backlogLimit`` bytes of their run wait; then they
/// are held back. After an outage every run is compared with its log, and what the store lost is written again.
package final class RunWriter<Log: RunLog>: Service {
    private struct Waiter {
        var isMet: @Sendable (RunJournal) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var commit = GroupCommit()
        var session = 0
        var isResting = true
        var waiters: [RunID: [Int: Waiter]] = [:]
        var nextWaiter = 0
    }

    /// Bytes of one run that may wait before its producer does.
    package static var backlogLimit: Int { 64 << 10 }
    /// Entries of one write.
    private static var batchLimit: Int { 1024 }

    private let log: Log
    private let worker: ReplicaID
    private let logger: Logger
    private let state = Mutex(State())
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    package init(log: Log, worker: ReplicaID, logger: Logger) {
        self.log = log
        self.worker = worker
        self.logger = logger
        (self.wakeUps, self.wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Writes until shutdown; list this service before those whose runs it writes, so that it stops after them.
    package func run() async throws {
        await withTaskGroup { tasks in
            tasks.addTask { await self.watchSessions() }
            await withGracefulShutdownHandler {
                for await _ in self.wakeUps { await self.writeAll() }
            } onGracefulShutdown: {
                self.wakeUp.finish()
            }
            tasks.cancelAll()
        }
    }

    /// Takes up a run whose epoch was just begun; nil where this worker is writing it already. Its edges hear of it with
    /// its first words, or before by ``announce()`` where somebody calls that.
    package func open(_ record: RunRecord, epoch: Epoch) -> RunOutput<Log>? {
        let journal = RunJournal(
            record: record,
            epoch: epoch,
            now: .now,
            abandonedFor: Self.age(of: epoch.abandonedSince)
        )
        let isNew = self.state.withLock { $0.commit.open(journal) }
        guard isNew else { return nil }
        return RunOutput(writer: self, run: record.run, epoch: epoch.started.id.epoch)
    }

    /// Tells the edges of runs that began and have said nothing yet.
    package func announce() { self.wakeUp.yield() }

    private static func age(of moment: Int64?) -> Duration {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        return .milliseconds(max(0, now - (moment ?? now)))
    }

    /// The runs that this worker owns now.
    package var runs: [RunID] { self.state.withLock { Array($0.commit.journals.keys) } }

    /// The runs that no edge has served for `duration`.
    package func runsAbandoned(for duration: Duration) -> [RunID] {
        let now = ContinuousClock.now
        return self.state.withLock { state in
            state.commit.journals.values.compactMap { journal in
                guard journal.record.kind.needsViewer, let since = journal.abandonedSince else { return nil }
                return now - since >= duration ? journal.record.run : nil
            }
        }
    }

    /// Sends the run's further events to `edge`, too; false where this worker does not own the run.
    package func add(_ edge: ReplicaID, to run: RunID) -> Bool {
        self.state.withLock { $0.commit.change(run) { $0.add(edge) } } != nil
    }

    /// Stops sending the run's events to `edge`.
    package func remove(_ edge: ReplicaID, from run: RunID) {
        self.state.withLock { _ = $0.commit.change(run) { $0.remove(edge, now: .now) } }
    }

    // MARK: - For RunOutput

    func append(_ event: RunEvent, to run: RunID) async throws(RunLost) -> RunSize {
        // Everything of a token under one lock and by one lookup.
        let (receipt, mustWake) = self.state.withLock { state in
            var mayWait = false
            let receipt = state.commit.change(run) { journal -> (size: RunSize, isFull: Bool)? in
                guard journal.append(event) else { return nil }
                let isFull = journal.backlogBytes > Self.backlogLimit
                // Nobody hears a call's words before its end, which they are written with.
                mayWait = journal.record.kind.isCall && !event.type.isTerminal && !isFull
                return (journal.size, isFull)
            }
            return (receipt ?? nil, state.isResting && !mayWait)
        }
        guard let receipt else { throw RunLost() }
        if mustWake { self.wakeUp.yield() }
        if receipt.isFull, !event.type.isTerminal {
            await self.wait(for: run) { $0.backlogBytes <= Self.backlogLimit / 2 || !$0.isWritable }
        }
        return receipt.size
    }

    /// Returns when the log holds everything that was appended so far.
    func settle(_ run: RunID) async throws(RunLost) {
        let mustWake = self.state.withLock { $0.isResting && $0.commit.journals[run]?.isReady == true }
        if mustWake { self.wakeUp.yield() }
        await self.wait(for: run) { $0.isIdle || !$0.isWritable }
        guard let status = self.state.withLock({ $0.commit.journals[run]?.status }), status != .lost else {
            throw RunLost()
        }
    }

    func close(_ run: RunID) {
        let waiters = self.state.withLock { state in
            state.commit.close(run)
            return state.waiters.removeValue(forKey: run)
        }
        for waiter in (waiters ?? [:]).values { waiter.continuation.resume() }
    }

    /// Waits until a condition holds for the run, the run is closed, or the task is cancelled.
    private func wait(for run: RunID, until isMet: @escaping @Sendable (RunJournal) -> Bool) async {
        let number = self.state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = self.state.withLock { state in
                    guard let journal = state.commit.journals[run], !isMet(journal), !Task.isCancelled else {
                        return true
                    }
                    state.waiters[run, default: [:]][number] = Waiter(isMet: isMet, continuation: continuation)
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            let waiter = self.state.withLock { $0.waiters[run]?.removeValue(forKey: number) }
            waiter?.continuation.resume()
        }
    }

    // MARK: - Writing

    private func watchSessions() async {
        for await _ in self.log.sessions() {
            self.state.withLock { $0.commit.distrustAll() }
            self.wakeUp.yield()
        }
    }

    private func writeAll() async {
        var backoff = Duration.milliseconds(20)
        while !Task.isCancelled {
            let (step, session) = self.state.withLock { state in
                let step = state.commit.next(entries: Self.batchLimit)
                if case .rest = step { state.isResting = true } else { state.isResting = false }
                return (step, state.session)
            }
            do throws(BusError) {
                switch step {
                case .rest: return
                case .write(let batches):
                    let outcomes = try await self.log.append(batches, session: session)
                    let ready = self.state.withLock { state in
                        state.commit.finished(outcomes, now: .now)
                        return Self.takeMetWaiters(of: batches.map(\.run), in: &state)
                    }
                    for continuation in ready { continuation.resume() }
                    if outcomes.contains(where: { $0.result == .full }) { throw BusError(.full, "no writes taken") }
                    backoff = .milliseconds(20)
                case .compare(let run):
                    try await self.compare(run)
                }
            } catch {
                self.state.withLock { state in
                    if case .compare(let run) = step { state.commit.change(run) { $0.interrupted() } }
                    if error.code == .sessionChanged {
                        state.commit.distrustAll()
                        state.session = self.log.session
                    } else {
                        state.commit.interrupted()
                    }
                }
                guard error.code != .sessionChanged else { continue }
                self.logger.debug("Write to the bus failed", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: backoff)
                backoff = min(backoff * 2, .seconds(1))
            }
        }
    }

    private func compare(_ run: RunID) async throws(BusError) {
        let tip = try await self.log.tip(of: run)
        let (decision, record, epoch) = self.state.withLock { state in
            (
                state.commit.change(run) { $0.compare(tip: tip) } ?? .goOn,
                state.commit.journals[run]?.record,
                state.commit.journals[run]?.epoch ?? 0
            )
        }
        if case .rewrite(let keep) = decision, let record {
            let metadata: Logger.Metadata = ["run": "\(run)", "epoch": "\(epoch)", "tip": "\(tip ?? .zero)"]
            self.logger.warning("The store lost the end of a run; writing it again", metadata: metadata)
            let outcome = try await self.log.begin(run, as: self.worker, keep: keep, above: epoch, restoring: record)
            self.state.withLock { state in
                state.commit.change(run) { journal in
                    if case .begun(let epoch) = outcome { journal.rebase(on: epoch, now: .now) } else { journal.lose() }
                }
            }
        } else if case .verify(let keep) = decision, let tip {
            let own = try await self.ownEpoch(of: run, at: tip, keep: keep)
            self.state.withLock { state in
                state.commit.change(run) { journal in
                    if let own { journal.rebase(on: own, now: .now) } else { journal.lose() }
                }
            }
        }
        let ready = self.state.withLock { Self.takeMetWaiters(of: [run], in: &$0) }
        for continuation in ready { continuation.resume() }
    }

    /// The epoch whose beginning is the log's last entry; nil where another took it.
    private func ownEpoch(of run: RunID, at tip: EventID, keep: Bool) async throws(BusError) -> Epoch? {
        let before = EventID(tip.epoch, tip.sequence &- 1)
        guard let entry = try await self.log.entries(of: run, after: before, limit: 1).first, entry.id == tip,
            entry.event.type == .started, let started = try? Started.decoded(from: entry.event.payload),
            started.worker == self.worker, started.keep == keep
        else { return nil }
        return Epoch(
            started: entry,
            after: started.after,
            isCancelRequested: false,
            edges: [],
            abandonedSince: nil
        )
    }

    private static func takeMetWaiters(
        of runs: [RunID],
        in state: inout State
    ) -> [CheckedContinuation<Void, Never>] {
        guard !state.waiters.isEmpty else { return [] }
        var ready: [CheckedContinuation<Void, Never>] = []
        for run in runs {
            guard let journal = state.commit.journals[run], let waiters = state.waiters[run] else { continue }
            for (number, waiter) in waiters where waiter.isMet(journal) {
                ready.append(waiter.continuation)
                state.waiters[run]?.removeValue(forKey: number)
            }
        }
        return ready
    }
}
