import Metrics
import Synchronization

/// Times a worker from taking a command to its first request to a provider. Everything that is done for the command
/// finds the stopwatch in its task, for requests go out deep below.
package final class CommandStopwatch: Sendable {
    @TaskLocal private static var current: CommandStopwatch?

    private let hops: HopMetrics
    private let taken = ContinuousClock.now
    private let isRead = Atomic(false)

    private init(_ hops: HopMetrics) {
        self.hops = hops
    }

    /// Carries out a command that was taken just now.
    package static func time<Result>(_ hops: HopMetrics, _ work: () async -> Result) async -> Result {
        await Self.$current.withValue(CommandStopwatch(hops)) { await work() }
    }

    /// Says that a request goes out to a provider now; only a command's first counts.
    package static func providerIsAsked() {
        guard let stopwatch = Self.current, !stopwatch.isRead.exchange(true, ordering: .relaxed) else { return }
        stopwatch.hops.worker.record(duration: .now - stopwatch.taken)
    }
}
