package import Messages

/// What one command wishes of its run's DWP task.
package enum TaskWish: Sendable, Equatable {
    case create(CreateTask)
    case start
    case progress(ReportProgress)
    case end(TaskEnd)

    /// Reads a command's wish.
    ///
    /// - Throws: `MalformedWish` where the kind is none of these, or the body not that of its kind.
    package init(_ command: Command) throws {
        switch command.kind {
        case CreateTask.kind:
            self = .create(try CreateTask.decoded(from: command.body))
        case StartTask.kind:
            self = .start
        case ReportProgress.kind:
            let report = try ReportProgress.decoded(from: command.body)
            guard ReportProgress.range.contains(report.progress) else {
                throw MalformedWish(description: "progress is outside \(ReportProgress.range)")
            }
            self = .progress(report)
        case CompleteTask.kind:
            self = .end(.complete(result: try CompleteTask.decoded(from: command.body).result))
        case FailTask.kind:
            self = .end(.fail(message: try FailTask.decoded(from: command.body).errorMessage))
        default:
            throw MalformedWish(description: "no kind of task command")
        }
    }

    /// The part of the task's life that the wish is about.
    package var stage: TaskStage {
        switch self {
        case .create: .create
        case .start: .start
        case .progress: .progress
        case .end: .end
        }
    }
}

/// Why a command is no wish.
package struct MalformedWish: Error, CustomStringConvertible {
    package let description: String
}
