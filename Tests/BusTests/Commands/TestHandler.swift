import Bus
import Messages

/// A handler made of closures.
struct TestHandler: CommandHandler {
    var onHandle: @Sendable (Command, Int) async -> CommandResult = { _, _ in .done }
    var onGiveUp: @Sendable (Command, Int) async -> CommandResult = { _, _ in .bury(reason: "given up") }

    func handle(_ command: Command, attempt: Int) async -> CommandResult { await self.onHandle(command, attempt) }
    func giveUp(_ command: Command, attempts: Int) async -> CommandResult { await self.onGiveUp(command, attempts) }
}
