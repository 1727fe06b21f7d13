import Messages

extension RunFailure {
    static let stepLimit = RunFailure(
        .stepLimit,
        error: "Too many steps",
        message: "The agent did not come to an answer within the steps that it may take"
    )

    static let approvalTimeout = RunFailure(
        .approvalTimeout,
        error: "Approval timed out",
        message: "Nobody approved the step in time"
    )

    /// How a step that somebody refused, or nobody approved in time, ends the run (contract §6.5).
    init(_ refusal: ApprovalDecided) {
        switch refusal.outcome {
        case .expired:
            self = .approvalTimeout
        case .approved, .rejected:
            self.init(
                .rejected,
                error: refusal.reason ?? "Rejected",
                message: "Somebody refused a step that needs approval"
            )
        }
    }
}
