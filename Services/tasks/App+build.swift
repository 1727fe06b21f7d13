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
    let reporter = TaskReporter(
        store: RedisTaskStore(client: client, timeToLive: settings.taskTimeToLive),
        registry: RedisRunRegistry(client: client, timeToLive: settings.runTimeToLive),
        signals: RedisSignals(client: client),
        client: DWPClient(configuration: settings.backend, http: http),
        breaker: CircuitBreaker(),
        logger: logger
    )
    let consumer = CommandConsumer(
        queue: queue,
        leases: leases,
        handler: reporter,
        consumer: worker,
        configuration: ConsumerConfiguration(
            concurrency: settings.concurrency,
            maximumDeliveries: settings.maximumDeliveries,
            drain: settings.drain
        ),
        session: { client.generation },
        logger: logger
    )
    environment.registry.declare(TaskMetrics.declarations)
    environment.readiness.add("redis") {
        await client.isAnswering() ? .ready : .unready(reason: "Redis does not answer")
    }
    environment.readiness.add("group") { queue.isJoined ? .ready : .unready(reason: "not in the consumer group yet") }
    return [client, LeaseHeartbeat(leases: leases, replica: worker, logger: logger), consumer]
}
