/// The payload of `plan_step_update` and `timeline_step_update`: where a step stands now (contract §6.3).
package struct PlanStepUpdate: EventPayload {
    package var stepId: String
    package var id: String
    package var title: String
    package var status: PlanStep.Status
    /// 0 to 1.
    package var progress: Double
    /// Unix seconds.
    package var timestamp: Int64

    package init(stepId: String, title: String, status: PlanStep.Status, timestamp: Int64) {
        self.stepId = stepId
        self.id = stepId
        self.title = title
        self.status = status
        self.progress =
            switch status {
            case .pending, .inProgress: 0
            case .completed, .failed, .skipped: 1
            }
        self.timestamp = timestamp
    }
}
