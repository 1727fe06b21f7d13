import Messages
import Testing

@testable import Indexer

@Suite(.timeLimit(.minutes(1))) struct RebuildTests {
    private let embedder = HashingEmbedder()
    private let queries = ["매출 보고", "연차", "budget review", "회의 12", "주차 7"]

    private func fill(_ store: SQLiteStore, _ count: Int = 200) async throws -> [TenantID] {
        let owners = [try tenant("1"), try tenant("2")]
        let texts = ["매출 보고서 초안", "연차 신청", "Budget review", "회의 안내", "주차 안내"]
        for owner in owners {
            try await store.add((0..<count).map { .mail("mail_\($0)", "\(texts[$0 % 5]) \($0)", in: owner) })
        }
        return owners
    }

    /// What searches by either ranking find.
    private func found(_ store: SQLiteStore, _ owners: [TenantID]) async throws -> [[String]] {
        var found: [[String]] = []
        for owner in owners {
            for query in self.queries {
                for ranking in [StoreQuery.Ranking.fused, .vector, .fullText] {
                    let vector = HashingEmbedder.vector(of: query)
                    let query = StoreQuery(text: query, vector: vector, limit: 10, ranking: ranking)
                    found.append(try await store.search(query, in: owner).map { "\($0.id) \($0.score)" })
                }
            }
        }
        return found
    }

    private func reembedder(_ store: SQLiteStore) -> Reembedder<SQLiteStore> {
        Reembedder(store: store, embedder: self.embedder, logger: quietLogger)
    }

    @Test func searchesFindTheSameBeforeDuringAndAfter() async throws {
        try await withFolder { folder in
            let store = try SQLiteStore(folder: folder, model: self.embedder.model)
            let other = try SQLiteStore(folder: folder, model: self.embedder.model)
            let owners = try await self.fill(store)
            let before = try await self.found(store, owners)
            #expect(try await self.found(other, owners) == before)
            #expect(before.allSatisfy { !$0.isEmpty })
            try await store.rebuild()
            #expect(try await store.statistics().outdatedVectors == 400)
            #expect(try await other.statistics().outdatedVectors == 400)
            #expect(try await self.found(store, owners) == before)
            let some = try await store.documentsToEmbedAgain(limit: 150)
            try await store.replaceVectors(some.map { ($0, HashingEmbedder.vector(of: $0.text)) })
            #expect(try await store.statistics().outdatedVectors == 250)
            // Equal scores come in another order while some documents have moved; what is best stays.
            for replica in [store, other] {
                for owner in owners {
                    #expect(try await replica.find("매출 보고서 초안 105", in: owner).first?.id == "mail_105")
                    #expect(try await replica.find("주차 안내 199", in: owner).first?.id == "mail_199")
                }
            }
            #expect(try await self.reembedder(other).embedAll() == 250)
            for replica in [store, other] {
                #expect(try await replica.statistics().outdatedVectors == 0)
                #expect(try await self.found(replica, owners) == before)
            }
        }
    }

    @Test func wrongVectorsAreMadeRight() async throws {
        try await withStore { store in
            let owner = try tenant("1")
            let texts = (0..<20).map { "회의 안내 \($0)" }
            // As a defect would leave them: each document has its neighbour's vector.
            _ = try await store.apply(
                texts.indices.map {
                    let document = Document.mail("mail_\($0)", texts[$0], in: owner)
                    return .upsert(document, vector: HashingEmbedder.vector(of: texts[($0 + 1) % 20]))
                }
            )
            func nearest(_ number: Int) async throws -> [String] {
                let vector = HashingEmbedder.vector(of: texts[number])
                return try await store.search(
                    StoreQuery(text: "", vector: vector, limit: 1, ranking: .vector),
                    in: owner
                )
                .map(\.id)
            }
            #expect(try await nearest(7) == ["mail_6"])
            try await store.rebuild()
            _ = try await self.reembedder(store).embedAll()
            for number in texts.indices { #expect(try await nearest(number) == ["mail_\(number)"]) }
        }
    }

    @Test func aSecondCallJoinsTheFirst() async throws {
        try await withStore { store in
            _ = try await self.fill(store, 50)
            try await store.rebuild()
            let some = try await store.documentsToEmbedAgain(limit: 30)
            try await store.replaceVectors(some.map { ($0, HashingEmbedder.vector(of: $0.text)) })
            try await store.rebuild()
            #expect(try await store.statistics().outdatedVectors == 70)
            #expect(try await self.reembedder(store).embedAll() == 70)
            try await store.rebuild()
            #expect(try await store.statistics().outdatedVectors == 100)
        }
    }

    @Test func aRebuildIsGoneOnWithAfterAStart() async throws {
        try await withFolder { folder in
            let first = try SQLiteStore(folder: folder, model: self.embedder.model)
            _ = try await self.fill(first, 20)
            try await first.rebuild()
            let second = try SQLiteStore(folder: folder, model: self.embedder.model)
            #expect(try await self.reembedder(second).embedAll() == 40)
        }
    }

    @Test func whatIsWrittenMeanwhileIsNotOutdatedAndWhatIsRemovedStaysSo() async throws {
        try await withStore { store in
            let owner = try tenant("1")
            try await store.add([.mail("mail_1", "회의", in: owner), .mail("mail_2", "주차", in: owner)])
            try await store.rebuild()
            let outdated = try await store.documentsToEmbedAgain(limit: 10)
            try await store.add([.mail("mail_1", "연차 신청", in: owner, version: DocumentVersion(2, 0))])
            _ = try await store.apply([
                .remove(DocumentKey(tenant: owner, id: "mail_2"), version: DocumentVersion(2, 0))
            ])
            try await store.replaceVectors(outdated.map { ($0, HashingEmbedder.vector(of: $0.text)) })
            let statistics = try await store.statistics()
            #expect(statistics == StoreStatistics(documents: 1, tenants: 1, tombstones: 1, outdatedVectors: 0))
            #expect(try await store.find("연차", in: owner).map(\.id) == ["mail_1"])
            #expect(try await store.find("주차", in: owner).isEmpty)
        }
    }

    @Test func anEmptyIndexIsRebuiltAtOnce() async throws {
        try await withStore { store in
            try await store.rebuild()
            #expect(try await store.statistics().outdatedVectors == 0)
            #expect(try await self.reembedder(store).embedAll() == 0)
            #expect((await store.bytesOnDisk() ?? 0) > 4096)
        }
    }
}
