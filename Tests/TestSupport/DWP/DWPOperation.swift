/// The calls of the AgentTask API.
package enum DWPOperation: String, Sendable, CaseIterable {
    case create, task, tasks, start, progress, complete, fail, execute
    /// What is no call of this API.
    case other

    /// Whether the call changes a task that is there.
    package var isUpdate: Bool {
        switch self {
        case .start, .progress, .complete, .fail, .execute: true
        case .create, .task, .tasks, .other: false
        }
    }
}
