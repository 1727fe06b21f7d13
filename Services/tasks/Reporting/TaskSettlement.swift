import Bus

/// What may become of a command, by the state of its task.
enum TaskSettlement: Sendable, Equatable {
    /// Somebody must work on the task; the command keeps it from being forgotten.
    case open
    /// The command is not needed any more.
    case done
    /// The backend will never do it.
    case refused(reason: String)

    /// Judges a command of `stage`.
    ///
    /// While the task's creation is not wished yet, all else is kept in the state and the command is not needed: the
    /// creation's own command stays until everything is done that was wished before it, and is refused with it.
    static func of(_ stage: TaskStage, in state: TaskState) -> TaskSettlement {
        if let failure = state.standing.failure {
            return stage >= failure.stage || stage == .create ? .refused(reason: failure.reason) : .done
        }
        if TaskStep.next(for: state) != nil { return .open }
        if stage == .progress, let reason = state.standing.progressRefusal { return .refused(reason: reason) }
        return .done
    }
}
