import Messages
import Synchronization
import Testing

@testable import Indexer

@Suite(.timeLimit(.minutes(1))) struct ReembedderTests {
    /// Another model's vectors: longer, and turned round. Calls what a test wants to know between batches.
    private struct OtherEmbedder: Embedder {
        let model = EmbeddingModel(name: "other", dimension: HashingEmbedder.dimension * 2, threshold: 0.12)
        var refused: String?
        var code = EmbedderError.Code.refused
        var isAway: @Sendable () -> Bool = { false }
        var beforeBatch: @Sendable () async -> Void = {}

        func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]] {
            if texts.count > 1 { await self.beforeBatch() }
            guard !self.isAway() else { throw EmbedderError(.unavailable, "away") }
            if let refused = self.refused, texts.contains(where: { $0.contains(refused) }) {
                throw EmbedderError(self.code, "not this")
            }
            return texts.map { text in
                let vector = HashingEmbedder.vector(of: text)
                return Array((vector + vector.map { _ in 0 }).reversed())
            }
        }
    }

    private let count = 100

    private func fill(_ folder: String, _ owner: TenantID) async throws {
        let old = try SQLiteStore(folder: folder, model: HashingEmbedder().model)
        try await old.add((0..<self.count).map { .mail("mail_\($0)", "연차 신청 \($0)", in: owner) })
    }

    private func nearest(_ text: String, _ store: SQLiteStore, _ embedder: OtherEmbedder, in owner: TenantID)
        async throws -> [String]
    {
        let vector = try await embedder.embedQuery(text)
        let query = StoreQuery(text: "", vector: vector, limit: 50, ranking: .vector)
        return try await store.search(query, in: owner).map(\.id)
    }

    @Test func searchesWorkAllTheTimeWhileAnotherModelTakesOver() async throws {
        try await withFolder { folder in
            let owner = try tenant("1")
            try await self.fill(folder, owner)
            let model = OtherEmbedder()
            let store = try SQLiteStore(folder: folder, model: model.model)
            #expect(try await self.nearest("연차 신청 7", store, model, in: owner).isEmpty)
            let found = Mutex<[(full: Int, vectors: Int)]>([])
            var watched = model
            watched.beforeBatch = {
                let vector = (try? await model.embedQuery("연차 신청")) ?? []
                let limit = 200
                let full = StoreQuery(text: "연차", vector: vector, limit: limit)
                let near = StoreQuery(text: "", vector: vector, limit: limit, ranking: .vector)
                let counts = (
                    (try? await store.search(full, in: owner).count) ?? 0,
                    (try? await store.search(near, in: owner).count) ?? 0
                )
                found.withLock { $0.append(counts) }
            }
            let reembedder = Reembedder(store: store, embedder: watched, logger: quietLogger, batch: 20)
            #expect(try await reembedder.embedAll() == self.count)
            #expect(found.withLock { $0.map(\.full) } == [100, 100, 100, 100, 100])
            #expect(found.withLock { $0.map(\.vectors) } == [0, 20, 40, 60, 80])
            #expect(try await self.nearest("연차 신청 7", store, model, in: owner).first == "mail_7")
            #expect(try await store.statistics().documents == self.count)
            #expect(try await store.statistics().outdatedVectors == 0)
        }
    }

    @Test(arguments: [EmbedderError.Code.refused, .unavailable])
    func aTextThatTheModelDoesNotTakeHoldsNobodyUp(code: EmbedderError.Code) async throws {
        try await withFolder { folder in
            let owner = try tenant("1")
            try await self.fill(folder, owner)
            let model = OtherEmbedder(refused: "신청 5", code: code)
            let store = try SQLiteStore(folder: folder, model: model.model)
            let reembedder = Reembedder(store: store, embedder: model, logger: quietLogger, batch: 30)
            #expect(try await reembedder.embedAll() == self.count)
            #expect(try await store.statistics().outdatedVectors == 0)
            #expect(try await self.nearest("연차 신청 99", store, model, in: owner).first == "mail_99")
            #expect(try await store.find("연차", in: owner, limit: 50).count == 50)
            let near = try await self.nearest("연차 신청", store, model, in: owner)
            #expect(!near.contains("mail_5"))
        }
    }

    @Test func aModelThatIsAwayLosesNoDocumentItsVector() async throws {
        try await withFolder { folder in
            let owner = try tenant("1")
            try await self.fill(folder, owner)
            let model = OtherEmbedder(isAway: { true })
            let store = try SQLiteStore(folder: folder, model: model.model)
            let reembedder = Reembedder(store: store, embedder: model, logger: quietLogger)
            await #expect(throws: EmbedderError.self) { try await reembedder.embedAll() }
            #expect(try await store.statistics().outdatedVectors == self.count)
            let back = OtherEmbedder()
            _ = try await Reembedder(store: store, embedder: back, logger: quietLogger).embedAll()
            #expect(try await self.nearest("연차 신청 7", store, back, in: owner).first == "mail_7")
        }
    }
}
