import Bus
import Messages

/// One call that the model has asked for, and how far it has come.
struct AgentStep: Sendable, Equatable {
    enum Standing: Sendable, Equatable {
        case asked
        /// Somebody is about to be asked, or has been.
        case awaiting(ApprovalAwaited, isShown: Bool)
        case decided(ApprovalDecided)
        /// The call is being made, or was when its worker died.
        case running
        /// The model is told this.
        case done(String, isSuccess: Bool)
    }

    let call: ToolCall
    /// The step's place among all of the run, from 1.
    let number: Int
    /// Whether readers know that the step will be taken.
    var isPlanned = false
    var standing = Standing.asked

    /// The step's name in events.
    var stepId: String { "step_\(self.number)" }

    var isDone: Bool {
        if case .done = self.standing { true } else { false }
    }

    /// What somebody is asked, or about to be.
    var awaitedRequest: ApprovalRequest? {
        guard case .awaiting(let awaited, _) = self.standing else { return nil }
        return ApprovalRequest(json: awaited.request)
    }

    /// How somebody stood in the step's way; nil where nobody did.
    var refusal: ApprovalDecided? {
        guard case .decided(let decision) = self.standing, decision.outcome != .approved else { return nil }
        return decision
    }
}
