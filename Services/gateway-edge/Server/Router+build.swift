import Bus
import Hummingbird
import Logging
import Messages
import ServiceKit

/// Every public route, at `/x` and at `/aura/x`: the DWP gateway strips only `/api` (contract §1.2).
func buildRouter(
    bus: EdgeBus<some CommandQueue, some RunRegistry, some RunLog, some Leases, some WorkerSignals>,
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
    let admin = AdminRoutes(
        services: [.llm: bus.llm, .indexer: bus.indexer, .tasks: bus.tasks],
        deadLetters: bus.deadLetters,
        hub: hub,
        readiness: readiness
    )
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
        logger: logger
    )
    let analysis = AnalysisRoutes(
        launcher: launcher,
        tasks: AgentTasks(queue: bus.tasks.commands, registry: bus.registry, edge: hub.edge),
        admission: bus.tasks.admission,
        hub: hub
    )
    let chat = ChatRoutes(
        launcher: launcher,
        access: runAccess,
        responder: responder,
        limits: limits,
        grounding: grounding,
        hub: hub
    )
    let runs = RunRoutes(
        access: runAccess,
        log: bus.log,
        canceller: RunCanceller(
            registry: bus.registry,
            log: bus.log,
            leases: bus.leases,
            signals: bus.signals,
            edge: hub.edge
        ),
        responder: responder,
        limits: limits
    )

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
        if let tokens = access.developmentTokens { DevelopmentRoutes(tokens: tokens).add(to: root) }
        let guarded = root.group().add(
            middleware: AccessMiddleware(authenticator: authenticator, permission: .agentExecute)
        )
        chat.add(to: guarded)
        analysis.add(to: guarded)
        runs.add(to: guarded)
        let readers = root.group().add(
            middleware: AccessMiddleware(authenticator: authenticator, permission: .dataRead)
        )
        search.add(to: readers)
        let administrators = root.group().add(
            middleware: AccessMiddleware(authenticator: authenticator, permission: .systemAdmin)
        )
        admin.add(to: administrators)
    }
    return router
}
