/// What a person decided.
package enum ApprovalDecision: Sendable, Equatable {
    case approved
    /// The reason is nil where the person gave none.
    case rejected(reason: String?)

    /// What the DWP services write where a person gave no reason.
    static let noReason = "User rejected"

    package var status: ApprovalStatus {
        switch self {
        case .approved: .approved
        case .rejected: .rejected
        }
    }
}

/// Where a request stands.
package enum ApprovalStatus: String, Sendable {
    case pending, approved, rejected
}
