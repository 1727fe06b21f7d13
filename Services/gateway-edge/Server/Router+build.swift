import Bus
import Hummingbird
import Logging
import Messages
import ServiceKit

/// Every public route, at `/x` and at `/aura/x`: the DWP gateway strips only `/api` (contract §1.2).
func buildRouter(
    bus: EdgeBus<
        some CommandQueue, some RunRegistry, some RunLog, some Leases, some WorkerSignals, some ConversationStore,
        some UsageLedger
    >,
    automations: some AutomationStore,
    hub: StreamHub,
    access: AccessSettings,
    settings: EdgeSettings,
    readiness: @escaping @Sendable () async -> [String: ReadinessStatus],
    logger: Logger
) -> Router<EdgeRequestContext> {
    let authenticator = Authenticator(verifier: access.verifier, isTokenRequired: access.isTokenRequired)
    let limits = StreamLimits(perUser: settings.streamsPerUser, perTenant: settings.streamsPerTenant)
    var patience = Patience()
    patience.ping = settings.pingInterval
    let watch = RunWatch(log: bus.log, registry: bus.registry, leases: bus.leases, edge: hub.edge)
    let responder = StreamResponder(hub: hub, watch: watch, patience: patience)
    let runAccess = RunAccess(registry: bus.registry)
    let health = HealthRoutes(readiness: readiness)
    let console = ConsoleRoutes(makesTokens: access.developmentTokens != nil)
    let document = DocumentRoutes()
    let admin = AdminRoutes(
        services: [.llm: bus.llm, .indexer: bus.indexer, .tasks: bus.tasks],
        deadLetters: bus.deadLetters,
        hub: hub,
        readiness: readiness
    )
    let liveRuns = LiveRunRoutes(hub: hub, registry: bus.registry, log: bus.log)
    let documents = DocumentSearch(
        caller: RunCaller(
            sender: RunSender(queue: bus.indexer.commands, registry: bus.registry, log: bus.log, hub: hub),
            watch: watch
        ),
        admission: bus.indexer.admission
    )
    let search = SearchRoutes(search: documents, patience: settings.searchTimeout)
    let grounding = ChatGrounding(
        search: documents,
        patience: settings.groundingTimeout,
        isDefault: { await bus.llm.census.answersFromDocuments() },
        logger: logger
    )
    let launcher = RunLauncher(
        sender: RunSender(queue: bus.llm.commands, registry: bus.registry, log: bus.log, hub: hub),
        admission: bus.llm.admission,
        startTimeout: settings.startTimeout,
        budget: settings.tokensPerDay.map { limit in
            TokenBudget(limit: limit) { tenant, day throws(BusError) in
                try await bus.usage.total(of: tenant, on: day)
            }
        },
        logger: logger
    )
    let analysis = AnalysisRoutes(
        launcher: launcher,
        tasks: AgentTasks(queue: bus.tasks.commands, registry: bus.registry, edge: hub.edge),
        admission: bus.tasks.admission,
        hub: hub
    )
    let tasks = TaskRoutes(
        caller: RunCaller(
            sender: RunSender(queue: bus.tasks.commands, registry: bus.registry, log: bus.log, hub: hub),
            watch: watch
        ),
        admission: bus.tasks.admission
    )
    let canceller = RunCanceller(
        registry: bus.registry,
        log: bus.log,
        leases: bus.leases,
        signals: bus.signals,
        edge: hub.edge
    )
    let automation = AutomationRoutes(
        store: automations,
        launcher: AutomationLauncher(
            store: automations,
            registry: bus.registry,
            log: bus.log,
            work: bus.llm.commands,
            reports: bus.tasks.commands,
            replica: hub.edge
        ),
        tasks: AgentTasks(queue: bus.tasks.commands, registry: bus.registry, edge: hub.edge),
        canceller: canceller,
        admissions: [bus.tasks.admission, bus.llm.admission],
        hub: hub,
        zone: settings.timeZone,
        limit: settings.automationsPerUser,
        logger: logger
    )
    let chat = ChatRoutes(
        launcher: launcher,
        access: runAccess,
        responder: responder,
        limits: limits,
        grounding: grounding,
        hub: hub
    )
    let agent = AgentRoutes(launcher: launcher, access: runAccess, responder: responder, limits: limits, hub: hub)
    let completions = CompletionRoutes(
        launcher: launcher,
        access: runAccess,
        responder: responder,
        limits: limits,
        grounding: grounding,
        hub: hub
    )
    let models = RunCaller(sender: launcher.sender, watch: watch)
    let embeddings = EmbeddingsRoutes(caller: models, admission: bus.llm.admission)
    let catalogue = ModelRoutes(catalogue: ModelCatalogue(caller: models, admission: bus.llm.admission))
    let runs = RunRoutes(
        access: runAccess,
        log: bus.log,
        canceller: canceller,
        responder: responder,
        limits: limits
    )
    let approvals = ApprovalRoutes(approvals: bus.approvals)
    let feedback = FeedbackRoutes(access: runAccess)
    let conversations = ConversationRoutes(store: bus.conversations)
    let usage = UsageRoutes(ledger: bus.usage)

    let router = Router(context: EdgeRequestContext.self)
    router.addMiddleware {
        TraceMiddleware()
        CORSPolicy(allowedOrigins: settings.allowedOrigins)
        ErrorMiddleware()
    }
    for prefix in ["", "aura"] {
        let root = router.group(RouterPath(prefix))
        health.add(to: root)
        console.add(to: root)
        document.add(to: root)
        if let tokens = access.developmentTokens { DevelopmentRoutes(tokens: tokens).add(to: root) }
        let guarded = root.group().add(
            middleware: AccessMiddleware(authenticator: authenticator, permission: .agentExecute)
        )
        chat.add(to: guarded)
        agent.add(to: guarded)
        analysis.add(to: guarded)
        automation.add(to: guarded)
        runs.add(to: guarded)
        let openAI = root.group().add(
            middleware: AccessMiddleware(
                authenticator: authenticator,
                permission: .agentExecute,
                rules: .tokenAlone
            )
        )
        completions.add(to: openAI)
        embeddings.add(to: openAI)
        catalogue.add(to: openAI)
        feedback.add(to: guarded)
        conversations.addDeleting(to: guarded)
        let viewers = root.group().add(
            middleware: AccessMiddleware(authenticator: authenticator, permission: .agentRead)
        )
        conversations.addReading(to: viewers)
        usage.add(to: viewers)
        let readers = root.group().add(
            middleware: AccessMiddleware(authenticator: authenticator, permission: .dataRead)
        )
        search.add(to: readers)
        let administrators = root.group().add(
            middleware: AccessMiddleware(authenticator: authenticator, permission: .systemAdmin)
        )
        admin.add(to: administrators)
        liveRuns.add(to: administrators)
        approvals.addReading(to: readers)
        let deciders = root.group().add(
            middleware: AccessMiddleware(authenticator: authenticator, permission: .agentExecute, rules: .decisions)
        )
        approvals.addDeciding(to: deciders)
        let agentReaders = root.group().add(
            middleware: AccessMiddleware(authenticator: authenticator, permission: .agentRead)
        )
        tasks.add(to: agentReaders)
    }
    return router
}
