package import Messages

/// Hands each command to the handler of its kind; one of a kind that nobody here knows fails its run and is buried.
package struct CommandRouter<Log: RunLog>: CommandHandler {
    private let handlers: [String: any CommandHandler]
    private let unknown: RunKind
    private let ownership: RunOwnership<Log>

    /// - Parameters:
    ///   - handlers: Each under its ``CommandBody/kind``.
    ///   - unknown: What the run of a command of an unknown kind counts as.
    package init(
        _ handlers: [String: any CommandHandler],
        unknown: RunKind,
        ownership: RunOwnership<Log>
    ) {
        self.handlers = handlers
        self.unknown = unknown
        self.ownership = ownership
    }

    package func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard let handler = self.handlers[command.kind] else { return await self.bury(command) }
        return await handler.handle(command, attempt: attempt)
    }

    package func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        guard let handler = self.handlers[command.kind] else { return await self.bury(command) }
        return await handler.giveUp(command, attempts: attempts)
    }

    private func bury(_ command: Command) async -> CommandResult {
        await self.ownership.bury(command, as: self.unknown, with: .unreadableCommand, reason: "kind is unknown")
    }
}
