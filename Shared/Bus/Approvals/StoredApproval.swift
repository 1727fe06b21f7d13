package import Messages

/// A request as it stands in the store, with what was decided.
package struct StoredApproval: Sendable, Equatable {
    package let request: ApprovalRequest
    /// Nil while nobody has decided.
    package let decision: ApprovalDecision?
    /// What is stored, to the byte.
    package let json: String

    /// Reads a stored request; nil for what is none.
    package init?(json: String) {
        guard let members = JSONMembers(json), let request = ApprovalRequest(members),
            let status = members.text("status").flatMap({ ApprovalStatus(rawValue: $0) })
        else { return nil }
        self.request = request
        self.decision =
            switch status {
            case .pending: nil
            case .approved: .approved
            case .rejected: .rejected(reason: members.text("reason"))
            }
        self.json = json
    }

    /// What is stored once `user` has decided: all that was there, with the decision and its time in Unix milliseconds.
    package func json(deciding decision: ApprovalDecision, by user: UserID, at now: Int64) -> String {
        var members = JSONMembers(self.json) ?? JSONMembers()
        members.set("status", decision.status.rawValue)
        switch decision {
        case .approved:
            members["approvedAt"] = "\(now)"
            members.set("approvedBy", user.description)
        case .rejected(let reason):
            members["rejectedAt"] = "\(now)"
            members.set("rejectedBy", user.description)
            members.set("reason", reason ?? ApprovalDecision.noReason)
        }
        return members.json
    }
}
