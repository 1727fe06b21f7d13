import Bus
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import Messages

/// `/hitl`: look at approval requests and decide them, as main-service's routes of the same names do (contract §7.2).
struct ApprovalRoutes: Sendable {
    let approvals: any ApprovalStore

    func addReading(to router: some RouterMethods<EdgeRequestContext>) {
        router.get("hitl/requests/:id") { _, context in try await self.showRequest(context) }
        router.get("hitl/signals/:id") { _, context in try await self.showSignal(context) }
    }

    func addDeciding(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("hitl/approve/:id") { request, context in
            _ = try await self.body(of: request, context)
            return try await self.decide(.approved, context)
        }
        router.post("hitl/reject/:id") { request, context in
            try await self.decide(.rejected(reason: self.body(of: request, context).reason), context)
        }
    }

    private static let notFound = EdgeError(.notFound, .notFound, .approvalNotFound)

    private struct Decided: Encodable, Sendable {
        var requestId: String
        var sessionId: String
        var status: String
        var reason: String?

        init(_ request: ApprovalRequest, _ decision: ApprovalDecision) {
            self.requestId = request.id.description
            self.sessionId = request.session.description
            self.status = decision.status.rawValue
            if case .rejected(let reason) = decision { self.reason = reason }
        }
    }

    private func body(of request: Request, _ context: EdgeRequestContext) async throws -> DecisionBody {
        try DecisionBody(try await RequestBody.bytes(of: request, upTo: context.maxUploadSize))
    }

    /// The request as it is stored: JSON as a string.
    private func showRequest(_ context: EdgeRequestContext) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap({ ApprovalID($0) }),
            let approval = try await self.approval(id, for: try context.caller())
        else { throw Self.notFound }
        return .enveloped(approval.json)
    }

    /// The signal as it is stored: JSON as a string, or nothing.
    private func showSignal(_ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        guard let session = context.parameters.get("id").flatMap({ ApprovalSessionID($0) }) else {
            throw Self.notFound
        }
        guard let json = try await self.approvals.signal(of: session) else { return .enveloped(nil as String?) }
        // Whose signal it is, its request says; that outlives it.
        guard let signal = ApprovalSignal(json: json),
            let approval = try await self.approval(signal.request, for: identity),
            approval.request.session == session
        else { throw Self.notFound }
        return .enveloped(json)
    }

    /// A request of the caller's own tenant.
    private func approval(_ id: ApprovalID, for identity: Identity) async throws(BusError) -> StoredApproval? {
        let approval = try await self.approvals.approval(id)
        return approval?.request.caller.tenant == identity.caller.tenant ? approval : nil
    }

    private func decide(_ decision: ApprovalDecision, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        guard let id = context.parameters.get("id").flatMap({ ApprovalID($0) }) else { throw Self.notFound }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        switch try await self.approvals.decide(id, decision, by: identity.caller, at: now) {
        case .decided(let request):
            context.logger.info(
                "Approval decided",
                metadata: ["request": "\(id)", "status": "\(decision.status.rawValue)"]
            )
            return .enveloped(Decided(request, decision))
        case .alreadyDecided(let request, let first):
            return .enveloped(Decided(request, first), status: .conflict)
        case .unknown:
            throw Self.notFound
        case .otherTenant:
            throw EdgeError(.forbidden, .tenantMismatch, .foreignApproval)
        }
    }
}
