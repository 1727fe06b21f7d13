import Bus
import Configuration
import DWPGateway
import HTTPFetch
import Messages
import Observability
import RedisBus
import ServiceKit
import ServiceLifecycle

/// Joins the parts of the llm process; nothing else in this target makes one.
@Sendable
func buildServices(_ environment: ServiceEnvironment) async throws -> [any Service] {
    let settings = environment.settings
    let logger = environment.logger
    guard let worker = ReplicaID(environment.identity.id) else {
        throw SettingsError(name: "AURA_INSTANCE", problem: "is not usable in a key")
    }
    let concurrency = try settings.int("AURA_LLM_CONCURRENCY", default: 256, in: 1...10_000)
    let detachGrace = try settings.detachGrace()
    let timeToLive = try settings.runTimeToLive()
    let limit = OutputLimit(
        events: try settings.int("AURA_RUN_MAX_EVENTS", default: 100_000, in: 100...150_000)
    )
    let providers = try ProviderSettings(settings)
    let client = RedisClient(
        configuration: try RedisConfiguration(reader: settings.reader.scoped(to: "redis")),
        logger: logger,
        eventLoopGroup: environment.eventLoopGroup
    )

    let http = try CurlFetcher(
        configuration: CurlFetcherConfiguration(maximumConnections: concurrency * 2, maximumHostConnections: 0),
        logger: logger
    )
    let ledger = RedisUsageLedger(client: client, timeToLive: try settings.usageTimeToLive())
    let recorder = UsageRecorder(ledger: ledger, logger: logger)
    let budget = TenantBudget(limit: try settings.tenantTokensPerDay(), ledger: ledger)
    let models: [any ModelProvider] = providers.providers.map { configuration in
        MeteredProvider(
            base: OpenAIProvider(configuration: configuration, http: http),
            model: configuration.model,
            recorder: recorder,
            budget: budget
        )
    }
    let lostCalls = LostCalls(recorder: recorder, model: providers.providers.first?.model)
    let provider = ProviderChain(models.isEmpty ? [ExtractiveProvider()] : models, logger: logger)

    let log = RedisRunLog(client: client, timeToLive: timeToLive)
    let registry = RedisRunRegistry(client: client, timeToLive: timeToLive)
    let queue = RedisCommandQueue(client: client, service: .llm)
    let leases = RedisLeases(client: client, trait: models.isEmpty ? .answersFromDocuments : .plain)
    let writer = RunWriter(log: log, worker: worker, logger: logger)
    let stewardship = RunStewardship(
        writer: writer,
        inbox: RedisWorkerInbox(client: client, worker: worker),
        registry: registry,
        edges: RedisSignals(client: client),
        detachGrace: detachGrace,
        logger: logger
    )
    let ownership = RunOwnership(
        log: log,
        writer: writer,
        worker: worker,
        detachGrace: detachGrace,
        logger: logger
    )
    let memory = ConversationMemory(
        store: RedisConversationStore(
            client: client,
            timeToLive: try settings.conversationTimeToLive(),
            limits: try settings.conversationLimits()
        ),
        provider: provider,
        budget: try settings.int("AURA_CONVERSATION_TOKENS", default: 3000, in: 100...1_000_000),
        logger: logger
    )
    let chats = ChatHandler(
        ownership: ownership,
        stewardship: stewardship,
        log: log,
        provider: provider,
        memory: memory,
        lostCalls: lostCalls,
        limit: limit,
        logger: logger
    )
    let completions = CompletionHandler(
        ownership: ownership,
        stewardship: stewardship,
        log: log,
        provider: provider,
        lostCalls: lostCalls,
        defaultModel: providers.defaultModel,
        limit: limit,
        logger: logger
    )
    // What others are asked for is answered into this process's own inbox, as to an edge.
    let hub = StreamHub(
        edge: worker,
        inbox: RedisEdgeInbox(client: client, edge: worker),
        registry: registry,
        signals: RedisSignals(client: client),
        logger: logger
    )
    let searches = RunCaller(
        sender: RunSender(
            queue: RedisCommandQueue(client: client, service: .indexer),
            registry: registry,
            log: log,
            hub: hub
        ),
        watch: RunWatch(log: log, registry: registry, leases: leases, edge: worker)
    )
    let analyses = AnalysisHandler(
        ownership: ownership,
        stewardship: stewardship,
        registry: registry,
        log: log,
        gathering: DocumentGathering(caller: searches, logger: logger),
        reports: TaskReports(
            queue: RedisCommandQueue(client: client, service: .tasks),
            worker: worker,
            logger: logger
        ),
        provider: provider,
        lostCalls: lostCalls,
        limit: limit,
        logger: logger
    )
    let desk = ApprovalDesk(
        store: RedisApprovalStore(client: client),
        feed: RedisApprovalFeed(client: client),
        logger: logger
    )
    let agents = AgentHandler(
        ownership: ownership,
        stewardship: stewardship,
        log: log,
        provider: provider,
        supply: ToolSupply(
            catalogue: try ToolCatalogue(settings),
            gateway: try DWPConfiguration(settings),
            http: http,
            documents: searches,
            logger: logger
        ),
        desk: desk,
        memory: memory,
        lostCalls: lostCalls,
        limits: try AgentLimits(settings),
        output: limit,
        logger: logger
    )
    let embeddings = EmbedHandler(
        ownership: ownership,
        embedder: providers.embedding.map { configuration in
            TextEmbedder(EmbeddingProvider(configuration: configuration, http: http), logger: logger)
        },
        logger: logger
    )
    let consumer = CommandConsumer(
        queue: queue,
        leases: leases,
        handler: LoopSpreadingHandler(
            handler: CommandRouter(
                [
                    ContinueChat.kind: chats, RunAgent.kind: agents, AnalyseQuestion.kind: analyses,
                    EmbedTexts.kind: embeddings, CompleteChat.kind: completions,
                    ListModels.kind: ModelsHandler(ownership: ownership, list: providers.modelList),
                ],
                unknown: .chat,
                ownership: ownership
            ),
            loops: environment.eventLoopGroup
        ),
        consumer: worker,
        configuration: ConsumerConfiguration(
            concurrency: concurrency,
            maximumDeliveries: try settings.maximumDeliveries(),
            drain: try settings.seconds("AURA_DRAIN_TIMEOUT", default: .seconds(15))
        ),
        session: { log.session },
        logger: logger
    )
    let names = providers.providers.map(\.name) + (providers.embedding.map { [$0.endpoint.name] } ?? [])
    environment.registry.declare(
        WorkerMetrics.declarations(givingUp: [.commands]) + RedisClient.metrics
            + ModelMetrics.declarations(providers: names)
    )
    environment.readiness.add("redis") {
        await client.isAnswering() ? .ready : .unready(reason: "Redis does not answer")
    }
    environment.readiness.add("group") { queue.isJoined ? .ready : .unready(reason: "not in the consumer group yet") }
    return [
        client, LeaseHeartbeat(leases: leases, replica: worker, logger: logger), writer, recorder, budget, hub, desk,
        stewardship, consumer,
    ]
}
