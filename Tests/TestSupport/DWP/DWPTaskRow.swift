/// A row of the backend's task table.
package struct DWPTaskRow: Sendable, Equatable {
    package enum Status: String, Sendable {
        case requested = "REQUESTED"
        case inProgress = "IN_PROGRESS"
        case completed = "COMPLETED"
        case failed = "FAILED"

        package var isEnd: Bool { self == .completed || self == .failed }
    }

    package var taskId: String
    package var userId: String
    package var tenantId: String
    package var taskType: String
    package var status = Status.requested
    package var progress = 0
    package var description: String?
    package var inputData: String?
    package var resultData: String?
    package var errorMessage: String?
    package var startedAt: String?
    package var completedAt: String?
    package var createdAt: String
    package var updatedAt: String
}
