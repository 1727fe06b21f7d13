import Bus
import Hummingbird
import Messages

/// `GET /usage`: the tokens that the caller used, or, for administrators, everybody of their tenant.
struct UsageRoutes<Ledger: UsageLedger>: Sendable {
    let ledger: Ledger

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.get("usage") { request, context in try await self.show(request, context) }
    }

    private func show(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        let query = request.uri.queryParameters
        let usage = try UsageRequest(parameters: { query.get($0) }, identity: identity, today: .today)
        let rows = try await self.ledger.usage(of: identity.caller.tenant, on: usage.days, by: usage.user)
        return .enveloped(UsageView(usage.days, rows))
    }
}
