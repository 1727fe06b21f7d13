import Bus
import FoundationEssentials
import Hummingbird
import Messages
import NIOCore
import Signing

/// `POST /chat/stream` and `POST /chat`: a question in, the answer as a stream or in one piece.
struct ChatRoutes<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    let launcher: RunLauncher<Queue, Registry, Log>
    let access: RunAccess<Registry>
    let responder: StreamResponder<Log, Registry, LeaseStore>
    let limits: StreamLimits
    let grounding: ChatGrounding<Queue, Registry, Log, LeaseStore>
    let hub: StreamHub

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("chat/stream") { request, context in try await self.stream(request, context) }
        router.post("chat") { request, context in try await self.answer(request, context) }
    }

    private func stream(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        let place = try self.limits.enter(identity.caller)
        if let resumed = try await self.responder.resumed(request, self.access, for: identity, place, context) {
            return resumed
        }
        let launch = try await self.launch(request, identity, context)
        return try await self.responder.stream(
            .init(record: launch.record, start: .zero, subscription: launch.subscription),
            for: identity,
            place: place,
            context: context
        )
    }

    private struct Answer: Encodable, Sendable {
        var runId: String
        var text: String
        var sources: [Grounding.Passage]?
        /// Whether the documents could not be searched in time.
        var degraded: Bool?
        var usage: TokenUsage?
    }

    private func answer(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        let place = try self.limits.enter(identity.caller)
        defer { withExtendedLifetime(place) {} }
        let launch = try await self.launch(request, identity, context)
        let answer = try await self.responder.answer(
            .init(record: launch.record, start: .zero, subscription: launch.subscription),
            for: identity,
            context: context
        )
        let completed = try answer.completed()
        let text = String(decoding: answer.text, as: UTF8.self)
        return .enveloped(
            Answer(
                runId: launch.record.run.description,
                text: text,
                sources: answer.sources?.sources,
                degraded: answer.sources?.degraded,
                usage: completed.usage
            )
        )
    }

    private func launch(
        _ request: Request,
        _ identity: Identity,
        _ context: EdgeRequestContext
    ) async throws -> RunLauncher<Queue, Registry, Log>.Launch {
        guard !self.hub.isShuttingDown else { throw EdgeError.unavailable() }
        let body = try await RequestBody.bytes(of: request, upTo: context.maxUploadSize)
        let query = request.uri.queryParameters
        let chat = try ChatRequest(body: body) { name in query.get(name) }
        let language = context.language
        return try await self.launcher.launch(
            kind: .chat,
            for: identity.caller,
            idempotencyKey: try request.idempotencyKey(),
            request: SHA256.hexadecimalDigest(of: Array("\(request.uri.query ?? "")\u{0}".utf8) + body),
            traceparent: context.traceparent
        ) {
            ContinueChat(
                messages: chat.messages,
                model: chat.model,
                language: language,
                grounding: await self.grounding.grounding(
                    of: chat.messages,
                    isWanted: chat.wantsDocuments,
                    for: identity.caller,
                    traceparent: context.traceparent
                ),
                conversation: chat.conversation
            )
        }
    }
}
