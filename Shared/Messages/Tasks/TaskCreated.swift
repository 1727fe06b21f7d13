/// The payload of a `task` event: which DWP task stands for the run.
package struct TaskCreated: EventPayload {
    package var taskId: String

    package init(taskId: String) {
        self.taskId = taskId
    }
}
