import Bus
import Messages

/// One thing to do for a task.
enum TaskStep: Sendable, Equatable {
    /// Look among the caller's tasks for one whose creation's answer was lost.
    case reconcile(CreateTask)
    case create(CreateTask)
    /// Look whether a call in doubt had its effect.
    case check(String)
    /// Write the task into the run's record and tell the run's owner.
    case announce(String)
    case start(String)
    case report(ReportProgress, of: String)
    case end(TaskEnd, of: String)

    /// The next step for a task; nil where nothing is left to do, for now or for good.
    ///
    /// Creation, start, progress, end, in this order; a wish brings about what it needs. Nothing follows the end, and
    /// progress that stands behind an end is passed over.
    static func next(for state: TaskState) -> TaskStep? {
        let (wishes, standing) = (state.wishes, state.standing)
        guard standing.failure == nil else { return nil }
        switch standing.phase {
        case .ended:
            return nil
        case .none:
            guard let create = wishes.create else { return nil }
            return standing.doubt == nil ? .create(create) : .reconcile(create)
        case .created, .started:
            guard let task = standing.taskId else { return nil }
            if standing.doubt != nil { return .check(task) }
            if !standing.isAnnounced { return .announce(task) }
            let mustStart = standing.phase == .created
            switch wishes.end {
            case .fail: break  // a task fails without a start, too
            case .complete where mustStart: return .start(task)
            case .complete: break
            case nil where mustStart: return wishes.isStarted || wishes.progress != nil ? .start(task) : nil
            case nil:
                guard let progress = wishes.progress, progress.progress > standing.progress ?? -1 else { return nil }
                return .report(progress, of: task)
            }
            return wishes.end.map { .end($0, of: task) }
        }
    }

    /// The part of the task's life that a refusal of this step would end.
    func stage(in standing: TaskStanding) -> TaskStage {
        switch self {
        case .reconcile, .create: .create
        case .check: standing.doubt?.stage ?? .end
        case .announce, .start: .start
        case .report: .progress
        case .end: .end
        }
    }

    /// Whether the step is a call to the backend.
    var asksBackend: Bool {
        if case .announce = self { false } else { true }
    }

    /// Whether the call is one that must not be repeated blindly: what it is about to do is noted before.
    var isUnrepeatable: Bool {
        switch self {
        case .create, .end: true
        case .reconcile, .check, .announce, .start, .report: false
        }
    }
}
