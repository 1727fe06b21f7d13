import NIOCore
import Synchronization

/// Streams that are open, or were.
final class OpenLoad: Sendable {
    private struct Stream {
        var channel: any Channel
        var outcome: EventLoopFuture<StreamOutcome>
    }

    let counters = LoadCounters()
    private let streams = Mutex<[Stream]>([])

    var opened: Int { self.streams.withLock(\.count) }
    /// Streams that have had a token.
    var begun: Int { self.counters.begun.load(ordering: .relaxed) }
    var ended: Int { self.counters.ended.load(ordering: .relaxed) }
    /// Tokens that have come so far.
    var tokens: Int { self.counters.tokens.load(ordering: .relaxed) }

    func add(_ channel: any Channel, _ outcome: EventLoopFuture<StreamOutcome>) {
        self.streams.withLock { $0.append(Stream(channel: channel, outcome: outcome)) }
    }

    /// Keeps latencies while the operation runs.
    func measuring<Result>(_ operation: () async throws -> Result) async rethrows -> Result {
        self.counters.isMeasuring.store(true, ordering: .relaxed)
        defer { self.counters.isMeasuring.store(false, ordering: .relaxed) }
        return try await operation()
    }

    /// Cuts what is still open.
    func close() {
        for stream in self.streams.withLock({ $0 }) { stream.channel.close(promise: nil) }
    }

    /// Waits until so many streams have had a token, not longer than allowed; true if they have.
    func waitUntilBegun(_ count: Int, within limit: Duration) async throws -> Bool {
        try await self.wait(within: limit) { self.begun >= count }
    }

    /// What became of the streams; those that are not over in time are cut.
    func outcomes(within limit: Duration) async throws -> [StreamOutcome] {
        let count = self.opened
        if try await !self.wait(within: limit, { self.ended >= count }) { self.close() }
        var outcomes: [StreamOutcome] = []
        for stream in self.streams.withLock({ $0 }) { outcomes.append(try await stream.outcome.get()) }
        return outcomes
    }

    private func wait(within limit: Duration, _ isMet: () -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + limit
        while !isMet() {
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: .milliseconds(5))
        }
        return true
    }
}
