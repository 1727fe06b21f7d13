import Bus
import Foundation
import HTTPFetch
import Logging
import Messages
import RedisBus
import ServiceKit
import ServiceLifecycle
import TestSupport
import Testing

@testable import Indexer
@testable import LLM

/// An indexer's remote embedder and, on the other side of a bus, the llm service's embedding part.
struct EmbeddingRig {
    static let dimension = HashingEmbedder.dimension

    var embedder: any Embedder
    /// What must run: the first few are the indexer's.
    var services: [any Service]

    init<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>(
        queue: Queue,
        registry: Registry,
        log: Log,
        leases: LeaseStore,
        signals: some WorkerSignals,
        inbox: (ReplicaID) -> some EdgeInbox,
        embeddings: TextEmbedder?,
        model: String = "m-embed",
        queryLimit: Duration = .seconds(20)
    ) {
        let indexer = ReplicaID(instance: "indexer-1", boot: "b0")
        let hub = StreamHub(
            edge: indexer,
            inbox: inbox(indexer),
            registry: registry,
            signals: signals,
            logger: quietLogger
        )
        self.embedder = RemoteEmbedder(
            model: EmbeddingModel(name: model, dimension: Self.dimension, threshold: 0.12),
            caller: RunCaller(
                sender: RunSender(queue: queue, registry: registry, log: log, hub: hub),
                watch: RunWatch(log: log, registry: registry, leases: leases, edge: indexer)
            ),
            queryLimit: queryLimit
        )
        let worker = ReplicaID(instance: "llm-1", boot: "b0")
        let writer = RunWriter(log: log, worker: worker, logger: quietLogger)
        let ownership = RunOwnership(
            log: log,
            writer: writer,
            worker: worker,
            detachGrace: .seconds(30),
            logger: quietLogger
        )
        let handler = EmbedHandler(ownership: ownership, embedder: embeddings, logger: quietLogger)
        let consumer = CommandConsumer(
            queue: queue,
            leases: leases,
            handler: CommandRouter([EmbedTexts.kind: handler], unknown: .embedding, ownership: ownership),
            consumer: worker,
            configuration: ConsumerConfiguration(concurrency: 8),
            session: { log.session },
            logger: quietLogger
        )
        self.services = [hub, writer, LeaseHeartbeat(leases: leases, replica: worker, logger: quietLogger), consumer]
    }

    /// A rig over a bus in memory.
    init(
        _ bus: InMemoryBus,
        embeddings: TextEmbedder?,
        model: String = "m-embed",
        queryLimit: Duration = .seconds(20)
    ) {
        self.init(
            queue: InMemoryCommandQueue(),
            registry: InMemoryRunRegistry(bus: bus),
            log: InMemoryRunLog(bus: bus),
            leases: InMemoryLeases(bus: bus),
            signals: InMemorySignals(bus: bus),
            inbox: { InMemoryEdgeInbox(bus: bus, edge: $0) },
            embeddings: embeddings,
            model: model,
            queryLimit: queryLimit
        )
    }

    /// A rig over a real Redis.
    init(_ client: RedisClient, embeddings: TextEmbedder?) {
        self.init(
            queue: RedisCommandQueue(client: client, service: .llm),
            registry: RedisRunRegistry(client: client, timeToLive: .seconds(60)),
            log: RedisRunLog(client: client, timeToLive: .seconds(60)),
            leases: RedisLeases(client: client),
            signals: RedisSignals(client: client),
            inbox: { RedisEdgeInbox(client: client, edge: $0) },
            embeddings: embeddings
        )
    }
}

/// Answers a request for embeddings with the built-in embedder's vectors three times as long, the last text first.
func hashedAnswer(to request: ScriptedRequest) throws -> String {
    let items = try inputs(of: request).enumerated().reversed().map { index, text in
        #"{"index":\#(index),"embedding":\#(HashingEmbedder.vector(of: text).map { $0 * 3 })}"#
    }
    return #"{"data":[\#(items.joined(separator: ","))]}"#
}

/// The texts that a request wants embedded.
func inputs(of request: ScriptedRequest) throws -> [String] {
    let body = try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
    return try #require(body?["input"] as? [String])
}

/// Runs an operation with the llm service's embedder before a scripted provider.
func withTextEmbedder<Result: Sendable>(
    _ script: @escaping RequestScript,
    _ operation: @Sendable (TextEmbedder) async throws -> Result
) async throws -> Result {
    try await withScriptedServer(script) { server in
        let settings = Settings(environment: [
            "OPENAI_EMBEDDING_MODEL": "m-embed", "OPENAI_BASE_URL": server.url("/v1"), "OPENAI_API_KEY": "sk-test-0123",
        ])
        let configuration = try #require(try EmbeddingConfiguration(settings, timeouts: FetchTimeouts()))
        let http = try CurlFetcher(configuration: CurlFetcherConfiguration(proxy: ""), logger: quietLogger)
        let provider = EmbeddingProvider(configuration: configuration, http: http)
        let policy = RetryPolicy(base: .milliseconds(1))
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await operation(TextEmbedder(provider, policy: policy, logger: quietLogger)))
        } catch {
            outcome = .failure(error)
        }
        await http.shutdown()
        return try outcome.get()
    }
}
