import Bus
import FoundationEssentials
import Messages

/// Writes what an agent does into its run's log. Several steps may write at once.
struct AgentJournal<Log: RunLog>: Sendable {
    let answer: Answer<Log>

    static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// Writes an event and returns it, for the state to take in.
    @discardableResult
    func write(_ type: RunEventType, _ payload: some EventPayload) async throws -> RunEvent {
        let event = RunEvent(type, try payload.encoded())
        try await self.answer.tell(event)
        return event
    }

    /// Waits until the log holds everything so far.
    ///
    /// - Throws: `CancellationError` where that is not known.
    func confirm() async throws {
        try await self.answer.output.settle()
        try Task.checkCancellation()
    }

    /// Tells where a step stands, for the plan and for the timeline.
    func update(_ step: AgentStep, _ status: PlanStep.Status) async throws {
        let update = PlanStepUpdate(
            stepId: step.stepId,
            title: step.call.name,
            status: status,
            timestamp: Self.now
        )
        try await self.write(.planStepUpdate, update)
        try await self.write(.timelineStepUpdate, update)
    }
}
