import Bus
import Logging
import Messages

/// Tells the tasks service what becomes of a run. The bus keeps what is told, and receivers drop repeats.
struct TaskReports<Queue: CommandQueue>: Sendable {
    let queue: Queue
    let worker: ReplicaID
    let logger: Logger

    /// Tells what may get lost without harm; the end says it all.
    func tell(_ report: some CommandBody, of command: Command) async {
        do {
            _ = try await self.queue.sendTraced(try self.command(report, command), to: .tasks)
        } catch {
            self.logger.debug("A report got lost", metadata: command.subject.merging(["error": "\(error)"]) { $1 })
        }
    }

    /// Tells what must arrive, repeating until the bus has it; false where this task was cancelled before.
    func insist(_ report: some CommandBody, of command: Command) async -> Bool {
        var pause = Duration.milliseconds(50)
        while !Task.isCancelled {
            do {
                _ = try await self.queue.sendTraced(try self.command(report, command), to: .tasks)
                return true
            } catch {
                self.logger.debug("A report must wait", metadata: command.subject.merging(["error": "\(error)"]) { $1 })
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
        return false
    }

    private func command(_ report: some CommandBody, _ command: Command) throws -> Command {
        try Command(
            report,
            run: command.run,
            caller: command.caller,
            edge: self.worker,
            deadline: command.deadline,
            traceparent: command.traceparent
        )
    }
}
