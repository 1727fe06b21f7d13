/// Failures that more than one process tells, in the same words.
extension RunFailure {
    /// Somebody stopped the run, or nobody watched it any more.
    package static let stopped = RunFailure(.stopped)

    /// No worker began the run in time.
    package static let tooLate = RunFailure(.tooLate)

    /// The run's worker is gone, and nobody can go on.
    package static let workerLost = RunFailure(.workerLost)

    /// The command never reached its worker.
    package static let unsent = RunFailure(.unsent)

    /// The answer took longer than its caller could wait.
    package static let late = RunFailure(.late)

    /// A command's body is none that its worker knows.
    package static let unreadableCommand = RunFailure(.unreadableCommand)

    /// The tenant has used up its tokens for the day.
    package static let overBudget = RunFailure(.overBudget)

    /// The events that a client asks for are not kept any more.
    package static let replayUnavailable = RunFailure(.replayUnavailable)
}
