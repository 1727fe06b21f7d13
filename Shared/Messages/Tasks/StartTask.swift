/// Says that the work on a run's task has begun.
package struct StartTask: CommandBody {
    package static let kind = "task.start"
    package static let worker = WorkerService.tasks

    package init() {}
}
