import Messages

extension RunFailure {
    static let stepLimit = RunFailure(.stepLimit)

    static let approvalTimeout = RunFailure(.approvalTimeout)

    /// How a step that somebody refused, or nobody approved in time, ends the run (contract §6.5).
    init(_ refusal: ApprovalDecided) {
        switch refusal.outcome {
        case .expired: self = .approvalTimeout
        case .approved, .rejected: self.init(.rejected, error: refusal.reason)
        }
    }
}
