import Bus
import Configuration
import HTTPFetch
import Messages
import Observability
import RedisBus
import ServiceKit
import ServiceLifecycle

/// Joins the parts of the tasks process; nothing else in this target makes one.
@Sendable
func buildServices(_ environment: ServiceEnvironment) async throws -> [any Service] {
    let logger = environment.logger
    guard let worker = ReplicaID(environment.identity.id) else {
        throw SettingsError(name: "AURA_INSTANCE", problem: "is not usable in a key")
    }
    let settings = try TasksSettings(environment.settings)
    let client = RedisClient(
        configuration: try RedisConfiguration(reader: environment.settings.reader.scoped(to: "redis")),
        logger: logger,
        eventLoopGroup: environment.eventLoopGroup
    )
    let http = try CurlFetcher(
        configuration: CurlFetcherConfiguration(
            maximumConnections: settings.concurrency * 2,
            maximumHostConnections: 0
        ),
        logger: logger
    )
    let queue = RedisCommandQueue(client: client, service: .tasks)
    let leases = RedisLeases(client: client)
    let registry = RedisRunRegistry(client: client, timeToLive: settings.runTimeToLive)
    let backend = DWPClient(configuration: settings.backend, http: http)
    let breaker = CircuitBreaker()
    let reporter = TaskReporter(
        store: RedisTaskStore(client: client, timeToLive: settings.taskTimeToLive),
        registry: registry,
        signals: RedisSignals(client: client),
        client: backend,
        breaker: breaker,
        logger: logger
    )
    let log = RedisRunLog(client: client, timeToLive: settings.runTimeToLive)
    let writer = RunWriter(log: log, worker: worker, logger: logger)
    let reader = TaskReader(
        ownership: RunOwnership(
            log: log,
            writer: writer,
            worker: worker,
            detachGrace: settings.detachGrace,
            logger: logger
        ),
        client: backend,
        breaker: breaker,
        logger: logger
    )
    let automations = RedisAutomationStore(client: client)
    let scheduler = AutomationScheduler(
        store: automations,
        registry: registry,
        log: log,
        launcher: AutomationLauncher(
            store: automations,
            registry: registry,
            log: log,
            work: RedisCommandQueue(client: client, service: .llm),
            reports: queue,
            replica: worker
        ),
        replica: worker,
        logger: logger
    )
    let consumer = CommandConsumer(
        queue: queue,
        leases: leases,
        handler: TaskRouter(reporter: reporter, reader: reader),
        consumer: worker,
        configuration: ConsumerConfiguration(
            concurrency: settings.concurrency,
            maximumDeliveries: settings.maximumDeliveries,
            drain: settings.drain
        ),
        session: { log.session },
        logger: logger
    )
    environment.registry.declare(
        WorkerMetrics.declarations(givingUp: [.commands]) + RedisClient.metrics + TaskMetrics.declarations
    )
    environment.registry.declare(
        MetricDeclaration(
            "aura_automation_runs_total",
            .counter,
            help: "Runs of automations that this process began."
        )
    )
    environment.readiness.add("redis") {
        await client.isAnswering() ? .ready : .unready(reason: "Redis does not answer")
    }
    environment.readiness.add("group") { queue.isJoined ? .ready : .unready(reason: "not in the consumer group yet") }
    return [
        client, LeaseHeartbeat(leases: leases, replica: worker, logger: logger), writer, consumer, scheduler,
    ]
}
