/// A person's task as DWP has it; every text as it stands there (contract §4.3).
package struct AgentTask: Codable, Sendable, Equatable {
    package var taskId: String
    package var taskType: String?
    package var status: String
    package var progress: Int?
    package var description: String?
    /// Whatever text the task was completed with.
    package var resultData: String?
    package var errorMessage: String?
    package var createdAt: String?
    package var startedAt: String?
    package var completedAt: String?
    package var updatedAt: String?

    package init(
        taskId: String,
        taskType: String? = nil,
        status: String,
        progress: Int? = nil,
        description: String? = nil,
        resultData: String? = nil,
        errorMessage: String? = nil,
        createdAt: String? = nil,
        startedAt: String? = nil,
        completedAt: String? = nil,
        updatedAt: String? = nil
    ) {
        self.taskId = taskId
        self.taskType = taskType
        self.status = status
        self.progress = progress
        self.description = description
        self.resultData = resultData
        self.errorMessage = errorMessage
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.updatedAt = updatedAt
    }
}

/// The payload of what DWP has of a person's tasks.
package struct TaskListing: EventPayload {
    package var tasks: [AgentTask]
    /// How many there are beside these; nil where DWP does not say.
    package var total: Int?

    package init(tasks: [AgentTask], total: Int? = nil) {
        self.tasks = tasks
        self.total = total
    }
}
