import Bus
import FoundationEssentials
import Hummingbird
import Logging
import Messages
import Signing

/// `/automation`: long work at once, at a time or in a rhythm; each run is an AgentTask. Each automation is for its own
/// caller only.
struct AutomationRoutes<
    Store: AutomationStore,
    Queue: CommandQueue,
    Registry: RunRegistry,
    Log: RunLog,
    LeaseStore: Leases,
    Signals: WorkerSignals
>: Sendable {
    let store: Store
    let launcher: AutomationLauncher<Store, Registry, Log, Queue, Queue>
    let tasks: AgentTasks<Queue, Registry>
    let canceller: RunCanceller<Registry, Log, LeaseStore, Signals>
    /// Those of the services that a run needs.
    let admissions: [QueueAdmission]
    let hub: StreamHub
    /// By whose clocks a time without an offset is meant.
    let zone: TimeZone
    /// How many automations of one caller may be active.
    let limit: Int
    let logger: Logger

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("automation") { request, context in try await self.make(request, context) }
        router.get("automation") { request, context in try await self.list(request, context) }
        router.get("automation/:id") { _, context in try await self.show(context) }
        router.delete("automation/:id") { _, context in try await self.cancel(context) }
    }

    // MARK: - Making

    private struct Made: Encodable, Sendable {
        var automationId: String
        var status: AutomationStanding.Status
        var nextRunAt: String?
        var timeZone: String
        /// Null where no run has begun.
        var runId: String?
        /// Null where DWP has given none yet; the run's stream then has it in a `task` event.
        var taskId: String?

        init(_ view: AutomationView, taskId: String?) {
            self.automationId = view.id
            self.status = view.status
            self.nextRunAt = view.nextRunAt
            self.timeZone = view.timeZone
            self.runId = view.lastRunId
            self.taskId = taskId
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(self.automationId, forKey: .automationId)
            try container.encode(self.status, forKey: .status)
            try container.encode(self.nextRunAt, forKey: .nextRunAt)
            try container.encode(self.timeZone, forKey: .timeZone)
            try container.encode(self.runId, forKey: .runId)
            try container.encode(self.taskId, forKey: .taskId)
        }

        private enum CodingKeys: String, CodingKey {
            case automationId, status, nextRunAt, timeZone, runId, taskId
        }
    }

    private func make(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let identity = try context.caller()
        guard !self.hub.isShuttingDown else { throw EdgeError.unavailable() }
        let body = try await RequestBody.bytes(of: request, upTo: context.maxUploadSize)
        let language = context.language
        let wish = try AutomationRequest(body: body, language: language, zone: self.zone)
        let now = try await self.store.now()
        let due = try wish.firstDue(at: now)
        let automation = Automation(
            caller: identity.caller,
            instruction: wish.work.question,
            schedule: wish.schedule,
            created: now
        )
        var standing = AutomationStanding(due: due)
        // What is due at once is this replica's to launch; should it die, another does.
        let isNow = wish.schedule.text == nil
        if isNow {
            for admission in self.admissions { try admission.admit() }
            _ = standing.advance(automation, at: now)
        }
        let addition = try await self.store.add(
            automation,
            standing,
            work: wish.work,
            binding: try self.binding(wish.idempotencyKey, request, identity.caller, body),
            limit: self.limit
        )
        switch addition {
        case .added(let entry):
            if isNow { await self.launch(entry, request, context, identity) }
            return await self.answer(entry)
        case .known(let entry):
            return await self.answer(entry)
        case .conflict:
            throw EdgeError(.conflict, .idempotencyConflict, .keyUsed)
        case .full:
            let words = SystemWords.tooManyAutomations(limit: self.limit)
            throw EdgeError(.tooManyRequests, .tooManyRequests, words, retryAfter: 60)
        }
    }

    private func launch(
        _ entry: AutomationEntry,
        _ request: Request,
        _ context: EdgeRequestContext,
        _ identity: Identity
    ) async {
        let authorization = CallerAuthorization(
            bearerOf: request.headers[.authorization],
            expiresAt: identity.expiresAt
        )
        do {
            try await self.launcher.launch(entry, authorization: authorization, traceparent: context.traceparent)
        } catch {
            self.logger.warning(
                "An automation is left to the tasks service",
                metadata: ["automation": "\(entry.automation.id)", "error": "\(error)"]
            )
        }
    }

    private func answer(_ entry: AutomationEntry) async -> Response {
        var task: String?
        if entry.automation.schedule.text == nil, let run = entry.standing.runs.last {
            task = await self.tasks.waitForTask(of: run)
        }
        return .enveloped(Made(AutomationView(entry), taskId: task), status: .accepted)
    }

    /// What makes the request the same one, by the body's key or the header's.
    private func binding(
        _ key: String?,
        _ request: Request,
        _ caller: Caller,
        _ body: [UInt8]
    ) throws(EdgeError) -> AutomationBinding? {
        let header = try request.idempotencyKey()
        if let key, let header, key != header { throw .invalid(.keysDiffer) }
        guard let key = key ?? header else { return nil }
        return AutomationBinding(
            key: SHA256.hexadecimalDigest(of: Array("\(caller.tenant)\u{0}\(caller.user)\u{0}\(key)".utf8)),
            request: SHA256.hexadecimalDigest(of: body)
        )
    }

    // MARK: - Looking and cancelling

    private func list(_ request: Request, _ context: EdgeRequestContext) async throws -> Response {
        let parameters = request.uri.queryParameters
        let limit = try PageRequest.number("limit", default: 20, in: 1...100) { parameters.get($0) }
        let offset = try PageRequest.number("offset", default: 0, in: 0...1_000_000) { parameters.get($0) }
        let page = try await self.store.entries(of: try context.caller().caller, offset: offset, limit: limit)
        return .enveloped(
            AutomationPage(
                automations: page.entries.map(AutomationView.init),
                total: page.total,
                offset: offset,
                limit: limit
            )
        )
    }

    /// The automation of the path. Somebody else's is not told apart from none.
    private func entry(of context: EdgeRequestContext) async throws -> AutomationEntry {
        guard let id = context.parameters.get("id").flatMap({ AutomationID($0) }),
            let entry = try await self.store.entry(id), entry.automation.caller == (try context.caller()).caller
        else { throw EdgeError(.notFound, .notFound, .automationNotFound) }
        return entry
    }

    private func show(_ context: EdgeRequestContext) async throws -> Response {
        .enveloped(AutomationView(try await self.entry(of: context)))
    }

    private func cancel(_ context: EdgeRequestContext) async throws -> Response {
        var entry = try await self.entry(of: context)
        var unsent: RunID?
        while entry.standing.isActive {
            var standing = entry.standing
            standing.cancel()
            if let noted = try await self.store.note(standing, of: entry) {
                if let current = entry.standing.current, !current.isLaunched { unsent = current.run }
                entry = noted
            } else {
                entry = try await self.entry(of: context)
            }
        }
        // Again where it was cancelled before: whoever did may have died before the run was stopped.
        if entry.standing.isCancelled, let run = entry.standing.runs.last { try await self.canceller.cancel(run) }
        // Its task may be made, while nobody will carry the run out and tell how it ended.
        if let unsent { await self.tasks.abandon(unsent, entry.automation.caller, reason: "cancelled") }
        return .enveloped(AutomationView(entry))
    }
}
