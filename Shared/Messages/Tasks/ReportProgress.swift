/// Says how far the work on a run's task has come. Only the highest progress so far counts.
package struct ReportProgress: CommandBody {
    package static let kind = "task.progress"
    package static let worker = WorkerService.tasks
    /// What ``progress`` may be.
    package static let range = 0...100

    /// Percent, inside ``range``.
    package var progress: Int
    /// What is being done.
    package var description: String

    package init(progress: Int, description: String) {
        self.progress = progress
        self.description = description
    }
}
