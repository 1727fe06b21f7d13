/// Failures that more than one process tells, in the same words.
extension RunFailure {
    /// Somebody stopped the run, or nobody watched it any more.
    package static let stopped = RunFailure(.cancelled, error: "Cancelled", message: "The answer was stopped")

    /// No worker began the run in time.
    package static let tooLate = RunFailure(
        .deadlineExceeded,
        error: "Too late",
        message: "No worker was free in time; please try again"
    )

    /// The run's worker is gone, and nobody can go on.
    package static let workerLost = RunFailure(
        .workerLost,
        error: "Worker lost",
        message: "The answer could not be completed; please ask again"
    )

    /// The command never reached its worker.
    package static let unsent = RunFailure(
        .busUnavailable,
        error: "Unavailable",
        message: "The request could not be sent"
    )

    /// The answer took longer than its caller could wait.
    package static let late = RunFailure(
        .deadlineExceeded,
        error: "Too late",
        message: "The answer did not come in time; please try again"
    )

    /// A command's body is none that its worker knows.
    package static let unreadableCommand = RunFailure(
        .internal,
        error: "Internal error",
        message: "The request cannot be carried out"
    )

    /// The tenant has used up its tokens for the day.
    package static let overBudget = RunFailure(
        .budgetExceeded,
        error: "Budget exceeded",
        message: "Your organisation has used up its tokens for today; they are counted anew from midnight UTC"
    )

    /// The events that a client asks for are not kept any more.
    package static let replayUnavailable = RunFailure(
        .replayUnavailable,
        error: "Replay unavailable",
        message: "This answer is not kept any more"
    )
}
