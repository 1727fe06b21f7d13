/// The parts of a task's life, each of which needs those before it.
package enum TaskStage: String, Sendable, Codable, CaseIterable, Comparable {
    case create, start, progress, end

    package static func < (left: TaskStage, right: TaskStage) -> Bool { left.order < right.order }

    private var order: Int {
        switch self {
        case .create: 0
        case .start: 1
        case .progress: 2
        case .end: 3
        }
    }
}
