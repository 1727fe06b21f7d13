/// Says how somebody decided on a call; written before anything is done about it. Readers are not shown it.
package struct ApprovalDecided: EventPayload {
    package enum Outcome: String, Codable, Sendable {
        case approved, rejected
        /// Nobody decided in time.
        case expired
    }

    package var callId: String
    package var outcome: Outcome
    /// Why it was rejected, in the decider's words.
    package var reason: String?

    package init(callId: String, outcome: Outcome, reason: String? = nil) {
        self.callId = callId
        self.outcome = outcome
        self.reason = reason
    }
}
