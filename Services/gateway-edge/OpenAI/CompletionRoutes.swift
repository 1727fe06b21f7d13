import Bus
import FoundationEssentials
import Hummingbird
import Messages
import Signing

/// `POST /v1/chat/completions`: a conversation in OpenAI's words, answered as a stream or in one piece.
struct CompletionRoutes<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    let launcher: RunLauncher<Queue, Registry, Log>
    let access: RunAccess<Registry>
    let responder: StreamResponder<Log, Registry, LeaseStore>
    let limits: StreamLimits
    let grounding: ChatGrounding<Queue, Registry, Log, LeaseStore>
    let hub: StreamHub

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("v1/chat/completions") { request, context in try await self.complete(request, context) }
    }

    private func complete(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        let place = try self.limits.enter(identity.caller)
        let body = try await request.openAIBody(upTo: context.maxUploadSize)
        let completion = try CompletionRequest(body: body)
        guard completion.isStreamed else {
            defer { withExtendedLifetime(place) {} }
            return try await self.answer(completion, body, request, identity, context)
        }
        let resumed = try await self.responder.resumed(
            request,
            self.access,
            in: { CompletionFrames(run: $0, in: $1) },
            for: identity,
            place,
            context
        )
        if let resumed { return resumed }
        let launch = try await self.launch(completion, body, request, identity, context)
        return try await self.responder.stream(
            .init(record: launch.record, start: .zero, subscription: launch.subscription),
            for: identity,
            place: place,
            context: context
        )
    }

    private func answer(
        _ completion: CompletionRequest,
        _ body: [UInt8],
        _ request: Request,
        _ identity: Identity,
        _ context: EdgeRequestContext
    ) async throws -> Response {
        let launch = try await self.launch(completion, body, request, identity, context)
        let answer = try await self.responder.collect(
            into: WholeCompletion(run: launch.record.run),
            .init(record: launch.record, start: .zero, subscription: launch.subscription),
            for: identity,
            context: context
        )
        var response = Response.json(try answer.completed())
        response.headers[.runID] = launch.record.run.description
        return response
    }

    private func launch(
        _ completion: CompletionRequest,
        _ body: [UInt8],
        _ request: Request,
        _ identity: Identity,
        _ context: EdgeRequestContext
    ) async throws -> RunLauncher<Queue, Registry, Log>.Launch {
        guard !self.hub.isShuttingDown else { throw EdgeError.unavailable() }
        let language = context.language
        return try await self.launcher.launch(
            kind: .completion,
            for: identity.caller,
            idempotencyKey: try request.idempotencyKey(),
            request: SHA256.hexadecimalDigest(of: body),
            traceparent: context.traceparent
        ) {
            CompleteChat(
                request: completion.request,
                model: completion.model,
                language: language,
                grounding: await self.grounding.grounding(
                    of: completion.question.map { [ChatMessage(role: .user, content: $0)] } ?? [],
                    isWanted: nil,
                    for: identity.caller,
                    traceparent: context.traceparent
                ),
                created: Int64(Date().timeIntervalSince1970),
                includeUsage: completion.includeUsage
            )
        }
    }
}
