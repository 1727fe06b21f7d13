/// Asks for one of the caller's tasks as DWP has it. The answer is a `TaskListing`, without any where there is none.
package struct ReadTask: CommandBody {
    package static let kind = "task.get"
    package static let worker = WorkerService.tasks

    package var taskId: String
    /// What the backend shall see while it holds; nil leaves it to the service's own token.
    package var authorization: CallerAuthorization?

    package init(taskId: String, authorization: CallerAuthorization? = nil) {
        self.taskId = taskId
        self.authorization = authorization
    }
}
