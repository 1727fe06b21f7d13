import Bus
import Configuration
import Hummingbird
import HummingbirdCore
import Logging
import Messages
import NIOCore
import Observability
import RedisBus
import ServiceKit
import ServiceLifecycle

/// Joins the parts of the edge process; nothing else in this target makes one.
@Sendable
func buildServices(_ environment: ServiceEnvironment) async throws -> [any Service] {
    let logger = environment.logger
    guard let edge = ReplicaID(environment.identity.id) else {
        throw SettingsError(name: "AURA_INSTANCE", problem: "is not usable in a key")
    }
    let settings = try EdgeSettings(environment.settings)
    let access = try AccessSettings(environment.settings)
    let client = RedisClient(
        configuration: try RedisConfiguration(reader: environment.settings.reader.scoped(to: "redis")),
        logger: logger,
        eventLoopGroup: environment.eventLoopGroup
    )
    let registry = RedisRunRegistry(client: client, timeToLive: settings.runTimeToLive)
    let signals = RedisSignals(client: client)
    let hub = StreamHub(
        edge: edge,
        inbox: RedisEdgeInbox(client: client, edge: edge),
        registry: registry,
        signals: signals,
        logger: logger
    )
    let leases = RedisLeases(client: client)
    func queue(of service: WorkerService) -> ServiceQueue<RedisCommandQueue, RedisLeases> {
        ServiceQueue(
            RedisCommandQueue(client: client, service: service),
            leases: leases,
            limit: settings.maximumQueue
        )
    }
    let bus = EdgeBus(
        llm: queue(of: .llm),
        indexer: queue(of: .indexer),
        tasks: queue(of: .tasks),
        registry: registry,
        log: RedisRunLog(client: client, timeToLive: settings.runTimeToLive),
        leases: leases,
        signals: signals,
        deadLetters: { RedisDeadLetters(client: client, stream: $0) },
        approvals: RedisApprovalStore(client: client),
        conversations: RedisConversationStore(client: client, timeToLive: settings.conversationTimeToLive),
        usage: RedisUsageLedger(client: client, timeToLive: settings.usageTimeToLive)
    )
    environment.readiness.add("redis") {
        await client.isAnswering() ? .ready : .unready(reason: "Redis does not answer")
    }
    environment.readiness.add("llm") { await bus.llm.census.readiness() }
    environment.readiness.add("indexer") { await bus.indexer.census.readiness() }
    environment.readiness.add("tasks") { await bus.tasks.census.readiness() }
    let router = buildRouter(
        bus: bus,
        automations: RedisAutomationStore(client: client),
        hub: hub,
        access: access,
        settings: settings,
        readiness: { await environment.readiness.statuses() },
        logger: logger
    )
    router.refuseOtherMethods()
    environment.registry.declare(EdgeMetrics.declarations + RedisClient.metrics)
    let gauges = WorkLoadGauges(
        EdgeMetrics.workStreams.map { name, stream in
            let load = RedisWorkLoad(client: client, stream: stream)
            return .init(name: name) { () async throws(BusError) in try await load.read() }
        },
        logger: logger
    )
    let applications = settings.ports.map { port in
        buildApplication(router: router, port: port, settings: settings, environment: environment)
    }
    return [client, hub, bus.llm.admission, bus.indexer.admission, bus.tasks.admission, gauges] + applications + [
        DrainSignal(hub: hub)
    ]
}

/// The HTTP server on one port.
private func buildApplication(
    router: Router<EdgeRequestContext>,
    port: Int,
    settings: EdgeSettings,
    environment: ServiceEnvironment
) -> any Service {
    var logger = environment.logger
    logger.logLevel = max(logger.logLevel, .notice)
    return Application(
        responder: RequestTaskResponder(router.buildResponder()),
        server: .edge(settings),
        configuration: .init(
            address: .hostname(settings.host, port: port),
            serverName: nil,
            backlog: 1024,
            availableConnectionsDelegate: MaximumAvailableConnections(settings.maximumConnections)
        ),
        onServerRunning: { channel in
            environment.logger.info("Listening", metadata: ["port": "\(channel.localAddress?.port ?? port)"])
        },
        eventLoopGroupProvider: .shared(environment.eventLoopGroup),
        logger: logger
    )
}
