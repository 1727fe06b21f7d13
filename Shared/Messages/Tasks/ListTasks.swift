/// Asks for one page of the caller's tasks as DWP has them, the newest first. The answer is a `TaskListing`.
package struct ListTasks: CommandBody {
    package static let kind = "task.list"
    package static let worker = WorkerService.tasks

    /// From 0.
    package var page: Int
    package var size: Int
    /// What the backend shall see while it holds; nil leaves it to the service's own token.
    package var authorization: CallerAuthorization?

    package init(page: Int, size: Int, authorization: CallerAuthorization? = nil) {
        self.page = page
        self.size = size
        self.authorization = authorization
    }
}
