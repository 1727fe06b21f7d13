import Bus
import FoundationEssentials
import Logging
import Messages

/// Makes the DWP backend see what runs do: carries out the commands on their tasks.
struct TaskReporter<Store: TaskStore, Registry: RunRegistry, Signals: WorkerSignals>: CommandHandler {
    let store: Store
    let registry: Registry
    let signals: Signals
    let client: DWPClient
    let breaker: CircuitBreaker
    var settings = ReporterSettings()
    let desk = TaskDesk()
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        let wish: TaskWish
        do {
            wish = try TaskWish(command)
        } catch let error as MalformedWish {
            return .bury(reason: error.description)
        } catch {
            return .bury(reason: "the body is not that of kind \(command.kind)")
        }
        return await TaskWork(reporter: self, command: command).carryOut(wish)
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        guard let wish = try? TaskWish(command) else { return .bury(reason: reason) }
        // The wish stays, for another command of the task to carry out.
        guard
            let state = await self.untilAnswered({ () async throws(BusError) in
                try await self.store.add(wish, to: command.run)
            })
        else { return .handBack }
        return TaskSettlement.of(wish.stage, in: state) == .done ? .done : .bury(reason: reason)
    }

    /// Repeats until the store answers; nil where the task was cancelled before.
    func untilAnswered<Result>(_ operation: () async throws(BusError) -> Result) async -> Result? {
        var failures = 0
        while true {
            do throws(BusError) {
                return try await operation()
            } catch {
                guard !Task.isCancelled else { return nil }
                failures += 1
                self.logger.debug("The store of tasks does not answer", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: ReconnectPause.delay(afterFailures: failures))
            }
        }
    }
}

/// The waits between tries while the bus is away.
private enum ReconnectPause {
    private static let backoff = RetryBackoff(base: .milliseconds(50), longest: .seconds(1))

    static func delay(afterFailures failures: Int) -> Duration {
        self.backoff.delay(afterFailures: failures, jitter: .random(in: 0...1))
    }
}
