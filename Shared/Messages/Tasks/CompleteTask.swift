/// Ends a run's task well. Of several endings the first counts.
package struct CompleteTask: CommandBody {
    package static let kind = "task.complete"
    package static let worker = WorkerService.tasks

    /// JSON text, `{"result": …}`, stored as it stands.
    package var result: String

    package init(result: String) {
        self.result = result
    }
}
