import Bus
import FoundationEssentials
import Hummingbird
import Messages
import Signing

/// `POST /analysis`: long work that runs on by itself, as an AgentTask that DWP shows.
struct AnalysisRoutes<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog>: Sendable {
    let launcher: RunLauncher<Queue, Registry, Log>
    let tasks: AgentTasks<Queue, Registry>
    /// That of the tasks service.
    let admission: QueueAdmission
    let hub: StreamHub

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("analysis") { request, context in try await self.begin(request, context) }
    }

    private struct Begun: Encodable, Sendable {
        var runId: String
        /// Null where DWP has given none yet; the run's stream then has it in a `task` event.
        var taskId: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(self.runId, forKey: .runId)
            try container.encode(self.taskId, forKey: .taskId)
        }

        private enum CodingKeys: String, CodingKey {
            case runId, taskId
        }
    }

    private func begin(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        guard !self.hub.isShuttingDown else { throw EdgeError.unavailable() }
        try self.admission.admit()
        let body = try await RequestBody.bytes(of: request, upTo: context.maxUploadSize)
        let language = context.language
        let analysis = try AnalysisRequest(body: body, language: language).analysis
        let authorization = CallerAuthorization(
            bearerOf: request.headers[.authorization],
            expiresAt: identity.expiresAt
        )
        let launch = try await self.launcher.launch(
            kind: .analysis,
            for: identity.caller,
            idempotencyKey: try request.idempotencyKey(),
            request: SHA256.hexadecimalDigest(of: Array("analysis\u{0}".utf8) + body),
            traceparent: context.traceparent,
            announcement: .init { record in
                try await self.tasks.create(
                    for: record,
                    description: analysis.question,
                    input: analysis,
                    authorization: authorization,
                    traceparent: context.traceparent
                )
            } withdraw: { record in
                await self.tasks.abandon(record)
            }
        ) {
            analysis
        }
        // Nobody watches it here; whoever wants to joins the run.
        if let subscription = launch.subscription { await self.hub.unsubscribe(subscription, runGoesOn: true) }
        let task = await self.tasks.waitForTask(of: launch.record.run)
        return .enveloped(Begun(runId: launch.record.run.description, taskId: task), status: .accepted)
    }
}
