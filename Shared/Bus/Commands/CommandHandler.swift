package import Messages

/// Carries out one service's commands.
package protocol CommandHandler: Sendable {
    /// Carries a command out. May be called again for the same command after a crash, so its effects are idempotent.
    ///
    /// Cancelled at shutdown when the time for finishing is over; it then returns ``CommandResult/handBack`` soon.
    func handle(_ command: Command, attempt: Int) async -> CommandResult

    /// Ends what waits for a command that is given up after too many attempts.
    func giveUp(_ command: Command, attempts: Int) async -> CommandResult
}

/// What becomes of a command.
package enum CommandResult: Sendable, Equatable {
    /// It is done, or not needed any more.
    case done
    /// Another worker shall do it.
    case handBack
    /// Another worker has it already; leave it alone.
    case lost
    /// It can never be done.
    case bury(reason: String)
}
