import Bus
import Configuration
import HTTPFetch
import Messages
import RedisBus
package import ServiceKit
package import ServiceLifecycle

/// Joins the parts of the indexer process; nothing else in this target makes one.
@Sendable
package func buildServices(_ environment: ServiceEnvironment) async throws -> [any Service] {
    let settings = try IndexerSettings(environment.settings)
    let embedder = HashingEmbedder()
    switch settings.store {
    case .sqlite(let folder, let cachedDocuments):
        let store = try SQLiteStore(folder: folder, model: embedder.model, cachedDocuments: cachedDocuments)
        return try joinServices(environment, settings: settings, embedder: embedder, store: store)
    case .chroma(let url):
        let http = try CurlFetcher(logger: environment.logger)
        let store = ChromaStore(url: url, model: embedder.model, http: http)
        return try joinServices(environment, settings: settings, embedder: embedder, store: store)
    }
}

private func joinServices(
    _ environment: ServiceEnvironment,
    settings: IndexerSettings,
    embedder: any Embedder,
    store: some VectorStore
) throws -> [any Service] {
    let logger = environment.logger
    guard let worker = ReplicaID(environment.identity.id) else {
        throw SettingsError(name: "AURA_INSTANCE", problem: "is not usable in a key")
    }
    let client = RedisClient(
        configuration: try RedisConfiguration(reader: environment.settings.reader.scoped(to: "redis")),
        logger: logger,
        eventLoopGroup: environment.eventLoopGroup
    )
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
    let queue = RedisCommandQueue(client: client, service: .indexer)
    let searches = CommandConsumer(
        queue: queue,
        leases: leases,
        handler: SearchHandler(
            ownership: RunOwnership(
                log: log,
                writer: writer,
                worker: worker,
                detachGrace: settings.detachGrace,
                logger: logger
            ),
            store: store,
            embedder: embedder,
            logger: logger
        ),
        consumer: worker,
        configuration: ConsumerConfiguration(
            concurrency: settings.concurrency,
            maximumDeliveries: settings.maximumDeliveries
        ),
        session: { log.session },
        logger: logger
    )

    environment.readiness.add("redis") {
        await client.isAnswering() ? .ready : .unready(reason: "Redis does not answer")
    }
    environment.readiness.add("group") {
        queue.isJoined && events.isJoined ? .ready : .unready(reason: "not in the consumer groups yet")
    }
    environment.readiness.add("events") { bridge.isListening ? .ready : .unready(reason: "not subscribed yet") }
    environment.readiness.add("store") { await store.isOpen() ? .ready : .unready(reason: "the index cannot be read") }
    return [
        client, LeaseHeartbeat(leases: leases, replica: worker, logger: logger), writer, eventConsumer,
        Reembedder(store: store, embedder: embedder, logger: logger), searches, bridge,
    ]
}
