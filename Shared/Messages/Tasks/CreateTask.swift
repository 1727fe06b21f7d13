/// Asks for an AgentTask in the DWP backend that stands for the command's run.
package struct CreateTask: CommandBody {
    package static let kind = "task.create"
    package static let worker = WorkerService.tasks

    /// At most 100 characters (the task table's column, contract §4.4).
    package var taskType: String
    /// What the person reads beside the task's progress.
    package var description: String
    /// JSON text, kept with the task.
    package var inputData: String?
    /// What the backend shall see while it holds; nil leaves it to the service's own token.
    package var authorization: CallerAuthorization?

    package init(
        taskType: String,
        description: String,
        inputData: String? = nil,
        authorization: CallerAuthorization? = nil
    ) {
        self.taskType = taskType
        self.description = description
        self.inputData = inputData
        self.authorization = authorization
    }
}
