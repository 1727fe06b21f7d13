package import Messages

/// The word that a request was decided, as it is stored and told (contract §7.1).
package struct ApprovalSignal: Sendable, Equatable {
    package let request: ApprovalID
    package let decision: ApprovalDecision
    /// Unix seconds.
    package let timestamp: Int64

    package init(request: ApprovalID, decision: ApprovalDecision, timestamp: Int64) {
        self.request = request
        self.decision = decision
        self.timestamp = timestamp
    }

    /// Reads a signal of whatever DWP service: keys beside the known ones count for nothing, a reason may be missing.
    /// Where its parts disagree it is a rejection; nil where they say nothing.
    package init?(json: String) {
        guard let members = JSONMembers(json), let request = members.text("requestId").flatMap({ ApprovalID($0) })
        else { return nil }
        var votes: [Bool] = []
        switch members.text("status") {
        case "approved": votes.append(true)
        case "rejected": votes.append(false)
        case nil: break
        default: return nil
        }
        switch members.text("type") {
        case "approval": votes.append(true)
        case "rejection": votes.append(false)
        default: break
        }
        switch members["approved"] {
        case "true": votes.append(true)
        case "false": votes.append(false)
        default: break
        }
        guard !votes.isEmpty else { return nil }
        self.request = request
        self.decision = votes.allSatisfy { $0 } ? .approved : .rejected(reason: members.text("reason"))
        self.timestamp = members.integer("timestamp") ?? 0
    }

    package var json: String {
        var members = JSONMembers()
        switch self.decision {
        case .approved: members.set("type", "approval")
        case .rejected: members.set("type", "rejection")
        }
        members.set("requestId", self.request.description)
        members.set("status", self.decision.status.rawValue)
        if case .rejected(let reason) = self.decision { members.set("reason", reason ?? ApprovalDecision.noReason) }
        members["timestamp"] = "\(self.timestamp)"
        return members.json
    }
}
