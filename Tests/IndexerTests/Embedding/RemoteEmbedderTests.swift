import Bus
import Messages
import RedisBus
import Synchronization
import TestSupport
import Testing

@testable import Indexer
@testable import LLM

/// From the indexer over a bus to the llm service and its provider, and back.
@Suite(.timeLimit(.minutes(2))) struct RemoteEmbedderTests {
    /// Counts requests and answers them as a test says.
    private final class Requests: Sendable {
        let count = Atomic(0)
        var value: Int { self.count.load(ordering: .sequentiallyConsistent) }
    }

    private func isNear(_ left: [Float], _ right: [Float]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) < 1e-5 }
    }

    /// What embedding fails with; nil for a success.
    private func failure(_ operation: () async throws -> Void) async throws -> EmbedderError? {
        do {
            try await operation()
            return nil
        } catch let error as EmbedderError {
            return error
        }
    }

    @Test func vectorsCrossTheBusInTheTextsOrder() async throws {
        let requests = Requests()
        try await withTextEmbedder { request, connection in
            requests.count.add(1, ordering: .sequentiallyConsistent)
            try await connection.respond(body: try hashedAnswer(to: request))
        } _: { embeddings in
            let rig = EmbeddingRig(InMemoryBus(), embeddings: embeddings)
            try await withRunning(rig.services) {
                var texts = (0..<150).map { "회의 자료 \($0)" }
                texts[70] = " \n"
                let vectors = try await rig.embedder.embed(texts)
                #expect(vectors.count == 150)
                #expect(zip(texts, vectors).allSatisfy { self.isNear(HashingEmbedder.vector(of: $0), $1) })
                #expect(requests.value == 3)
                _ = try await rig.embedder.embed(texts)
                #expect(requests.value == 3, "the second time they are kept")
                #expect(self.isNear(try await rig.embedder.embedQuery("예산"), HashingEmbedder.vector(of: "예산")))
                #expect(try await rig.embedder.embedQuery(" ").allSatisfy { $0 == 0 })
                #expect(try await rig.embedder.embed([]).isEmpty)
                #expect(requests.value == 4)
            }
        }
    }

    @Test func aQueryIsNotWaitedForLong() async throws {
        try await withTextEmbedder { _, connection in
            await connection.waitForClose()
        } _: { embeddings in
            let rig = EmbeddingRig(InMemoryBus(), embeddings: embeddings, queryLimit: .milliseconds(100))
            try await withRunning(rig.services) {
                let began = ContinuousClock.now
                let failure = try await self.failure { _ = try await rig.embedder.embedQuery("예산") }
                #expect(failure?.code == .unavailable)
                #expect(ContinuousClock.now - began < .seconds(3))
            }
        }
    }

    @Test(arguments: [true, false])
    func aTextThatIsTooLongForTheModelIsCut(isEverythingRefused: Bool) async throws {
        let longest = Mutex(0)
        let taken = Mutex("")
        let text = String(repeating: "가나다라 ", count: 2000)
        try await withTextEmbedder { request, connection in
            let size = try inputs(of: request).map(\.utf8.count).max() ?? 0
            longest.withLock { $0 = max($0, size) }
            guard size > 1000 || isEverythingRefused else {
                taken.withLock { $0 = (try? inputs(of: request).first) ?? "" }
                return try await connection.respond(body: try hashedAnswer(to: request))
            }
            try await connection.respond("400 Bad Request", body: #"{"error":{"message":"too long"}}"#)
        } _: { embeddings in
            let rig = EmbeddingRig(InMemoryBus(), embeddings: embeddings)
            try await withRunning(rig.services) {
                let failure = try await self.failure {
                    let vectors = try await rig.embedder.embed([text])
                    #expect(self.isNear(vectors[0], HashingEmbedder.vector(of: taken.withLock(\.self))))
                    #expect(text.hasPrefix(taken.withLock(\.self)))
                    #expect((480...1000).contains(taken.withLock(\.utf8.count)))
                }
                #expect(failure?.code == (isEverythingRefused ? .refused : nil))
                #expect((7990...EmbedTexts.textLimit).contains(longest.withLock(\.self)))
            }
        }
    }

    @Test(arguments: ["401 Unauthorized", "500 Internal Server Error", "404 Not Found"])
    func aProviderThatDoesNotServeUsIsAway(status: String) async throws {
        try await withTextEmbedder { _, connection in
            try await connection.respond(status, body: #"{"error":"no, sk-test-0123"}"#)
        } _: { embeddings in
            let rig = EmbeddingRig(InMemoryBus(), embeddings: embeddings)
            try await withRunning(rig.services) {
                let failure = try await self.failure { _ = try await rig.embedder.embed(["예산"]) }
                #expect(failure?.code == .unavailable)
                #expect(failure?.message.contains("sk-test") == false)
            }
        }
    }

    @Test func vectorsOfAnotherModelAreNotTaken() async throws {
        try await withTextEmbedder { request, connection in
            try await connection.respond(body: try hashedAnswer(to: request))
        } _: { embeddings in
            let rig = EmbeddingRig(InMemoryBus(), embeddings: embeddings, model: "m-other")
            try await withRunning(rig.services) {
                let failure = try await self.failure { _ = try await rig.embedder.embed(["예산"]) }
                #expect(failure?.code == .unavailable)
                #expect(failure?.message.contains("m-embed/384, not m-other/384") == true)
            }
        }
    }

    @Test func withoutAnEmbeddingModelTheReasonIsTold() async throws {
        let rig = EmbeddingRig(InMemoryBus(), embeddings: nil)
        try await withRunning(rig.services) {
            let failure = try await self.failure { _ = try await rig.embedder.embed(["예산"]) }
            #expect(failure?.code == .unavailable)
            #expect(failure?.message.contains("OPENAI_EMBEDDING_MODEL") == true)
        }
    }

    @Test func whatIsIndexedAndSearchedOverRedisIsFoundAndLeavesNothingBehind() async throws {
        try await withConnectedRedis { client in
            try await withTextEmbedder { request, connection in
                try await connection.respond(body: try hashedAnswer(to: request))
            } _: { embeddings in
                try await withFolder { folder in
                    let rig = EmbeddingRig(client, embeddings: embeddings)
                    let store = try SQLiteStore(folder: folder, model: rig.embedder.model)
                    let stream = RedisEventStream(client: client)
                    let consumer = EventConsumer(
                        stream: stream,
                        leases: RedisLeases(client: client),
                        store: store,
                        embedder: rig.embedder,
                        intake: EventIntake(registry: .standard),
                        consumer: ReplicaID(instance: "indexer-1", boot: "b0"),
                        session: { client.generation },
                        logger: quietLogger
                    )
                    let messages = (0..<200).map { number in
                        let json = #"""
                            {"eventType":"MAIL_SENT","tenantId":"1","data":{"mailId":\#(number),"subject":"출장 정산 \#(number)"}}
                            """#
                        return EventMessage(payload: Array(json.utf8), identity: Array(json.utf8))
                    }
                    _ = try await stream.admit(messages)
                    try await withRunning(rig.services + [consumer]) {
                        try await eventually { try await stream.backlog() == 0 }
                        let vector = try await rig.embedder.embedQuery("출장 정산 77")
                        let query = StoreQuery(text: "", vector: vector, limit: 1, ranking: .vector)
                        #expect(try await store.search(query, in: try tenant("1")).map(\.id) == ["mail_77"])
                        // 100 KB a batch went through the bus; neither a log nor the inbox keeps it.
                        let inbox = RedisArgument(BusKeys.edgeInbox(ReplicaID(instance: "indexer-1", boot: "b0")))
                        let size = try await client.send(RedisCommand("MEMORY", "USAGE", inbox)).int
                        #expect(try #require(size) < 20_000)
                        try await eventually {
                            try await client.send(RedisCommand("KEYS", "aura:run:*")).array?.isEmpty == true
                        }
                    }
                    #expect(try await entries(of: BusKeys.deadEvents, client).isEmpty)
                }
            }
        }
    }
}
