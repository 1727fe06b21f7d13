import Bus
import Logging
import Messages
import Metrics
import ServiceLifecycle
import Synchronization

/// Brings what calls cost into the ledger, without their waiting for it: an entry is repeated until the ledger has it.
final class UsageRecorder<Ledger: UsageLedger>: Service {
    private struct State {
        var pending: [UsageEntry] = []
        /// How many entries of a run the ledger has not confirmed.
        var counts: [RunID: Int] = [:]
        var waiters: [RunID: [Int: CheckedContinuation<Void, Never>]] = [:]
        var nextWaiter = 0
        /// When the repeating ends; nil before the shutdown.
        var end: ContinuousClock.Instant?
    }

    /// Entries that may wait; further ones are given up.
    private static var backlogLimit: Int { 100_000 }
    /// Entries of one write.
    private static var batchLimit: Int { 128 }

    let ledger: Ledger
    private let patience: Duration
    private let logger: Logger
    private let state = Mutex(State())
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// - Parameter patience: How long a shutdown waits for the ledger.
    init(ledger: Ledger, patience: Duration = .seconds(5), logger: Logger) {
        self.ledger = ledger
        self.patience = patience
        self.logger = logger
        (self.wakeUps, self.wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes an entry for the ledger.
    func submit(_ entry: UsageEntry) {
        let isTaken = self.state.withLock { state in
            guard state.pending.count < Self.backlogLimit else { return false }
            state.pending.append(entry)
            state.counts[entry.id.run, default: 0] += 1
            return true
        }
        if isTaken { self.wakeUp.yield() } else { self.report([entry], lostTo: "too many entries wait") }
    }

    /// Returns when the ledger has all entries of a run so far; false where the task was cancelled before.
    func settle(_ run: RunID) async -> Bool {
        let number = self.state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = self.state.withLock { state in
                    guard state.counts[run] != nil, !Task.isCancelled else { return false }
                    state.waiters[run, default: [:]][number] = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            self.state.withLock { $0.waiters[run]?.removeValue(forKey: number) }?.resume()
        }
        return self.state.withLock { $0.counts[run] == nil }
    }

    /// Writes until shutdown, and after that what is left. List this service before those whose calls it records.
    func run() async throws {
        await withGracefulShutdownHandler {
            for await _ in self.wakeUps { await self.writeAll() }
        } onGracefulShutdown: {
            self.state.withLock { $0.end = .now + self.patience }
            self.wakeUp.finish()
        }
        await self.writeAll()
    }

    private func writeAll() async {
        while true {
            let batch = self.state.withLock { state in
                let batch = Array(state.pending.prefix(Self.batchLimit))
                state.pending.removeFirst(batch.count)
                return batch
            }
            guard !batch.isEmpty else { return }
            await self.write(batch)
            self.finish(batch)
        }
    }

    private func write(_ batch: [UsageEntry]) async {
        var pause = Duration.milliseconds(50)
        while true {
            do throws(BusError) {
                let areNew = try await self.ledger.record(batch)
                for (entry, isNew) in zip(batch, areNew) where isNew { Self.count(entry) }
                return
            } catch {
                let isOver = self.state.withLock { $0.end.map { $0 <= .now } ?? false } || Task.isCancelled
                // What the ledger cannot take now it will not take later either.
                guard error.code != .malformedReply, !isOver else {
                    return self.report(batch, lostTo: "\(error)")
                }
                self.logger.debug("Usage must wait", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    private func finish(_ batch: [UsageEntry]) {
        let waiters = self.state.withLock { state in
            batch.flatMap { entry -> [CheckedContinuation<Void, Never>] in
                let count = state.counts[entry.id.run, default: 1] - 1
                state.counts[entry.id.run] = count == 0 ? nil : count
                return count == 0 ? Array((state.waiters.removeValue(forKey: entry.id.run) ?? [:]).values) : []
            }
        }
        for waiter in waiters { waiter.resume() }
    }

    private func report(_ entries: [UsageEntry], lostTo reason: String) {
        Counter(label: "aura_usage_lost_total").increment(by: Int64(entries.count))
        for entry in entries {
            self.logger.error(
                "Usage was not recorded",
                metadata: [
                    "entry": "\(entry.id)", "tenant": "\(entry.caller.tenant)", "model": "\(entry.model)",
                    "prompt": "\(entry.promptTokens)", "completion": "\(entry.completionTokens)", "reason": "\(reason)",
                ]
            )
        }
    }

    private static func count(_ entry: UsageEntry) {
        for (direction, tokens) in [("prompt", entry.promptTokens), ("completion", entry.completionTokens)] {
            Counter(
                label: "aura_tokens_total",
                dimensions: [("direction", direction), ("estimated", "\(entry.isEstimated)")]
            ).increment(by: Int64(tokens))
        }
    }
}
