package import Messages

/// Keeps approval requests and what was decided, where the DWP services find and change them too.
package protocol ApprovalStore: Sendable {
    /// Makes the request known, so that it can be decided. Doing it again changes nothing.
    func open(_ request: ApprovalRequest) async throws(BusError)

    /// A request as it stands; nil where there is none (any more), or nothing that can be read.
    func approval(_ id: ApprovalID) async throws(BusError) -> StoredApproval?

    /// Writes `json` in the place of `approval` and lets its time to live start anew; false, and nothing is written,
    /// where the store holds something else by now.
    func replace(_ approval: StoredApproval, by json: String) async throws(BusError) -> Bool

    /// Removes `approval`; false, and nothing is removed, where the store holds something else by now.
    func remove(_ approval: StoredApproval) async throws(BusError) -> Bool

    /// Stores the signal, then tells it to whoever listens.
    func tell(_ signal: ApprovalSignal, to session: ApprovalSessionID) async throws(BusError)

    /// What was told last to a session, to the byte; nil where that was nothing, or long ago.
    func signal(of session: ApprovalSessionID) async throws(BusError) -> String?
}

extension ApprovalStore {
    /// Decides a request, unless somebody has; the first decision stands and is told once.
    ///
    /// - Parameter now: Unix milliseconds.
    /// - Throws: Where the store failed after it took the decision too: deciding again then tells which stands.
    package func decide(
        _ id: ApprovalID,
        _ decision: ApprovalDecision,
        by caller: Caller,
        at now: Int64
    ) async throws(BusError) -> DecisionOutcome {
        while let approval = try await self.approval(id) {
            let request = approval.request
            guard request.caller.tenant == caller.tenant else { return .otherTenant }
            if let first = approval.decision { return .alreadyDecided(request, first) }
            let decided = approval.json(deciding: decision, by: caller.user, at: now)
            guard try await self.replace(approval, by: decided) else { continue }
            let signal = ApprovalSignal(request: id, decision: decision, timestamp: now / 1000)
            try await self.tell(signal, to: request.session)
            return .decided(request)
        }
        return .unknown
    }

    /// Takes a request back that nobody has decided, so that nobody can; returns the decision where somebody has.
    package func withdraw(_ id: ApprovalID) async throws(BusError) -> ApprovalDecision? {
        while let approval = try await self.approval(id) {
            if let decision = approval.decision { return decision }
            if try await self.remove(approval) { return nil }
        }
        return nil
    }
}

/// What became of the wish to decide a request.
package enum DecisionOutcome: Sendable, Equatable {
    case decided(ApprovalRequest)
    /// Somebody was first, and this is what they decided.
    case alreadyDecided(ApprovalRequest, ApprovalDecision)
    /// There is no such request (any more).
    case unknown
    case otherTenant
}
