import Bus
import Configuration
import HTTPFetch
import Messages
import Observability
import RedisBus
package import ServiceKit
package import ServiceLifecycle

/// Joins the parts of the indexer process; nothing else in this target makes one.
@Sendable
package func buildServices(_ environment: ServiceEnvironment) async throws -> [any Service] {
    let settings = try IndexerSettings(environment.settings)
    guard let worker = ReplicaID(environment.identity.id) else {
        throw SettingsError(name: "AURA_INSTANCE", problem: "is not usable in a key")
    }
    let client = RedisClient(
        configuration: try RedisConfiguration(reader: environment.settings.reader.scoped(to: "redis")),
        logger: environment.logger,
        eventLoopGroup: environment.eventLoopGroup
    )
    let (embedder, hubs) = buildEmbedder(settings, client, worker, environment)
    let services =
        switch settings.store {
        case .sqlite(let folder, let cachedDocuments):
            joinServices(
                environment,
                settings,
                client,
                worker,
                embedder,
                try SQLiteStore(folder: folder, model: embedder.model, cachedDocuments: cachedDocuments)
            )
        case .chroma(let url):
            joinServices(
                environment,
                settings,
                client,
                worker,
                embedder,
                ChromaStore(url: url, model: embedder.model, http: try CurlFetcher(logger: environment.logger))
            )
        }
    return [client] + hubs + services
}

/// The embedder, and what must run for it.
private func buildEmbedder(
    _ settings: IndexerSettings,
    _ client: RedisClient,
    _ worker: ReplicaID,
    _ environment: ServiceEnvironment
) -> (embedder: any Embedder, services: [any Service]) {
    guard let model = settings.remoteModel else { return (HashingEmbedder(), []) }
    // What others are asked for is answered into this process's own inbox, as to an edge.
    let log = RedisRunLog(client: client, timeToLive: settings.runTimeToLive)
    let registry = RedisRunRegistry(client: client, timeToLive: settings.runTimeToLive)
    let hub = StreamHub(
        edge: worker,
        inbox: RedisEdgeInbox(client: client, edge: worker),
        registry: registry,
        signals: RedisSignals(client: client),
        logger: environment.logger
    )
    let models = RedisCommandQueue(client: client, service: .llm)
    let caller = RunCaller(
        sender: RunSender(queue: models, registry: registry, log: log, hub: hub),
        watch: RunWatch(log: log, registry: registry, leases: RedisLeases(client: client), edge: worker)
    )
    return (RemoteEmbedder(model: model, caller: caller), [hub])
}

private func joinServices(
    _ environment: ServiceEnvironment,
    _ settings: IndexerSettings,
    _ client: RedisClient,
    _ worker: ReplicaID,
    _ embedder: any Embedder,
    _ store: some VectorStore
) -> [any Service] {
    let logger = environment.logger
    let leases = RedisLeases(client: client)
    let events = RedisEventStream(client: client)
    let bridge = EventBridge(feed: RedisEventFeed(client: client), stream: events, logger: logger)
    let eventConsumer = EventConsumer(
        stream: events,
        leases: leases,
        store: store,
        embedder: embedder,
        intake: EventIntake(registry: .standard),
        consumer: worker,
        settings: .init(maximumDeliveries: settings.maximumDeliveries),
        session: { client.generation },
        logger: logger
    )

    let log = RedisRunLog(client: client, timeToLive: settings.runTimeToLive)
    let writer = RunWriter(log: log, worker: worker, logger: logger)
    let ownership = RunOwnership(
        log: log,
        writer: writer,
        worker: worker,
        detachGrace: settings.detachGrace,
        logger: logger
    )
    let queue = RedisCommandQueue(client: client, service: .indexer)
    let indexHandler = IndexHandler(ownership: ownership, store: store, model: embedder.model, logger: logger)
    let commands = CommandConsumer(
        queue: queue,
        leases: leases,
        handler: CommandRouter(
            [
                SearchDocuments.kind: SearchHandler(
                    ownership: ownership,
                    store: store,
                    embedder: embedder,
                    logger: logger
                ),
                CountIndex.kind: indexHandler,
                RebuildIndex.kind: indexHandler,
            ],
            unknown: .search,
            ownership: ownership
        ),
        consumer: worker,
        configuration: ConsumerConfiguration(
            concurrency: settings.concurrency,
            maximumDeliveries: settings.maximumDeliveries
        ),
        session: { log.session },
        logger: logger
    )

    environment.registry.declare(IndexerMetrics.declarations + RedisClient.metrics)
    environment.readiness.add("redis") {
        await client.isAnswering() ? .ready : .unready(reason: "Redis does not answer")
    }
    environment.readiness.add("group") {
        queue.isJoined && events.isJoined ? .ready : .unready(reason: "not in the consumer groups yet")
    }
    environment.readiness.add("events") { bridge.isListening ? .ready : .unready(reason: "not subscribed yet") }
    environment.readiness.add("store") { await store.isOpen() ? .ready : .unready(reason: "the index cannot be read") }
    return [
        LeaseHeartbeat(leases: leases, replica: worker, logger: logger), writer, eventConsumer,
        Reembedder(store: store, embedder: embedder, logger: logger),
        IndexGauges(store: store, logger: logger, interval: store.countingInterval),
        commands, bridge,
    ]
}
