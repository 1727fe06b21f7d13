/// Ends a run's task badly. Of several endings the first counts.
package struct FailTask: CommandBody {
    package static let kind = "task.fail"
    package static let worker = WorkerService.tasks

    /// What the person is told.
    package var errorMessage: String

    package init(errorMessage: String) {
        self.errorMessage = errorMessage
    }
}
