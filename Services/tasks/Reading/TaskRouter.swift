import Bus
import Messages

/// Hands questions about tasks to the reader, and all else to the reporter: those commands belong to runs of others, which
/// must not be ended here.
struct TaskRouter<Reporter: CommandHandler, Reader: CommandHandler>: CommandHandler {
    let reporter: Reporter
    let reader: Reader

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        if Self.isQuestion(command) { return await self.reader.handle(command, attempt: attempt) }
        return await self.reporter.handle(command, attempt: attempt)
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        if Self.isQuestion(command) { return await self.reader.giveUp(command, attempts: attempts) }
        return await self.reporter.giveUp(command, attempts: attempts)
    }

    private static func isQuestion(_ command: Command) -> Bool {
        command.kind == ListTasks.kind || command.kind == ReadTask.kind
    }
}
