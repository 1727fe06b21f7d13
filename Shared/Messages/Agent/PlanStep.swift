/// The payload of a `plan_step` event: a step that will be taken (contract §6.3, with the backend guide's keys beside).
package struct PlanStep: EventPayload {
    /// Where a step stands.
    package enum Status: String, Codable, Sendable {
        case pending
        case inProgress = "in_progress"
        case completed, failed, skipped
    }

    package var stepId: String
    /// ``stepId`` again, in the guide's word.
    package var id: String
    package var title: String
    package var description: String
    package var status: Status
    /// 0 to 1: how sure it is that the step will be taken.
    package var confidence: Double
    package var metadata: [String: String]
    /// Unix seconds.
    package var timestamp: Int64

    package init(stepId: String, title: String, description: String, timestamp: Int64) {
        self.stepId = stepId
        self.id = stepId
        self.title = title
        self.description = description
        self.status = .pending
        // The model has asked for it: nothing is left to doubt.
        self.confidence = 1
        self.metadata = [:]
        self.timestamp = timestamp
    }
}
