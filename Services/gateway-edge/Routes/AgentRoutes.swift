import Bus
import FoundationEssentials
import Hummingbird
import Messages
import Signing

/// `/test/stream`: a prompt in, an agent's steps and its answer out, in DWP's event protocol (contract §6).
struct AgentRoutes<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    let launcher: RunLauncher<Queue, Registry, Log>
    let access: RunAccess<Registry>
    let responder: StreamResponder<Log, Registry, LeaseStore>
    let limits: StreamLimits
    let hub: StreamHub

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("test/stream") { request, context in try await self.stream(request, context) }
        router.get("test/stream") { request, context in try await self.stream(request, context) }
    }

    private func stream(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        let place = try self.limits.enter(identity.caller)
        let resumed = try await self.responder.resumed(
            request,
            self.access,
            in: { AgentFrames(run: $0, in: $1) },
            for: identity,
            place,
            context
        )
        if let resumed { return resumed }
        guard !self.hub.isShuttingDown else { throw EdgeError.unavailable() }
        let body = try await RequestBody.bytes(of: request, upTo: context.maxUploadSize)
        let query = request.uri.queryParameters
        let agent = try AgentRequest(body: body) { name in query.get(name) }
        let launch = try await self.launcher.launch(
            kind: .agent,
            for: identity.caller,
            idempotencyKey: try request.idempotencyKey(),
            request: SHA256.hexadecimalDigest(of: Array("agent\u{0}\(request.uri.query ?? "")\u{0}".utf8) + body),
            traceparent: context.traceparent
        ) {
            RunAgent(
                prompt: agent.prompt,
                context: agent.context,
                conversation: agent.conversation,
                model: agent.model,
                language: context.language,
                permissions: Permission.allCases.filter { identity.role.allows($0) }.map(\.rawValue),
                authorization: CallerAuthorization(
                    bearerOf: request.headers[.authorization],
                    expiresAt: identity.expiresAt
                ),
                correlation: context.traceID
            )
        }
        return try await self.responder.stream(
            .init(record: launch.record, start: .zero, subscription: launch.subscription),
            for: identity,
            place: place,
            context: context
        )
    }
}
