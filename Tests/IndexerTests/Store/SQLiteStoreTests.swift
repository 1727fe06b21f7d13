import Messages
import Testing

@testable import Indexer

@Suite struct SQLiteStoreTests {
    @Test(arguments: 0..<20)
    func theNewestChangeWinsInWhateverOrderChangesCome(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let owner = try tenant("1")
        var changes: [EmbeddedChange] = []
        var newest: [String: (version: DocumentVersion, text: String?)] = [:]
        for number in 0..<120 {
            let id = "mail_\(Int.random(in: 0..<8, using: &generator))"
            let version = DocumentVersion(Int64.random(in: 0..<30, using: &generator), Int64(number))
            let text = Bool.random(using: &generator) ? "문서 글\(number)" : nil
            if newest[id].map({ version > $0.version }) ?? true { newest[id] = (version, text) }
            if let text {
                let document = Document.mail(id, text, in: owner, version: version)
                changes.append(.upsert(document, vector: HashingEmbedder.vector(of: text)))
            } else {
                changes.append(.remove(DocumentKey(tenant: owner, id: id), version: version))
            }
        }
        // At least once: some come again, in any order, over two replicas and in batches of any size.
        changes += changes.filter { _ in Bool.random(using: &generator) }
        changes.shuffle(using: &generator)
        try await withFolder { folder in
            let model = HashingEmbedder().model
            let replicas = [
                try SQLiteStore(folder: folder, model: model), try SQLiteStore(folder: folder, model: model),
            ]
            var rest = changes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...10, using: &generator)
                _ = try await replicas.randomElement(using: &generator)?.apply(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
                if Bool.random(using: &generator) {
                    _ = try await replicas.randomElement(using: &generator)?.find("문서", in: owner)
                }
            }
            let expected = Dictionary(
                uniqueKeysWithValues: newest.compactMap { id, state in state.text.map { (id, $0) } }
            )
            for replica in replicas {
                let hits = try await replica.find("문서", in: owner, limit: 50)
                #expect(Dictionary(uniqueKeysWithValues: hits.map { ($0.id, $0.text) }) == expected)
            }
        }
    }

    @Test func theSameEventAgainChangesNothing() async throws {
        try await withStore { store in
            let document = Document.mail("mail_1", "Budget review", in: try tenant("1"))
            #expect(try await store.add([document]) == [.applied])
            #expect(try await store.add([document]) == [.outdated])
        }
    }

    @Test func aRemovedDocumentIsNotRevivedByAnOlderEvent() async throws {
        try await withStore { store in
            let owner = try tenant("1")
            let key = DocumentKey(tenant: owner, id: "mail_1")
            #expect(try await store.apply([.remove(key, version: DocumentVersion(9, 0))]) == [.applied])
            let old = Document.mail("mail_1", "Budget", in: owner, version: DocumentVersion(8, 5))
            #expect(try await store.add([old]) == [.outdated])
            #expect(try await store.find("Budget", in: owner).isEmpty)
            let new = Document.mail("mail_1", "Budget", in: owner, version: DocumentVersion(9, 1))
            #expect(try await store.add([new]) == [.applied])
            #expect(try await store.find("Budget", in: owner).map(\.id) == ["mail_1"])
        }
    }

    @Test(arguments: 0..<10)
    func tenantsNeverMix(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let names = ["1", "2", "11", "tenant%", "' OR 1=1 --", "Tenant", "tenant", "테넌트"]
        let words = ["매출", "보고서", "연차", "budget", "review", "주차", "meeting", "계약"]
        try await withStore { store in
            var texts: [TenantID: [String: String]] = [:]
            for step in 0..<200 {
                let owner = try tenant(try #require(names.randomElement(using: &generator)))
                let id = "mail_\(Int.random(in: 0..<10, using: &generator))"
                let text = (0..<4).compactMap { _ in words.randomElement(using: &generator) }.joined(separator: " ")
                if Int.random(in: 0..<5, using: &generator) == 0 {
                    let key = DocumentKey(tenant: owner, id: id)
                    _ = try await store.apply([.remove(key, version: DocumentVersion(Int64(step), 0))])
                    texts[owner]?[id] = nil
                } else {
                    try await store.add([.mail(id, text, in: owner, version: DocumentVersion(Int64(step), 0))])
                    texts[owner, default: [:]][id] = text
                }
                let asker = try tenant(try #require(names.randomElement(using: &generator)))
                let query = try #require(words.randomElement(using: &generator))
                for hit in try await store.find(query, in: asker, limit: 50) {
                    #expect(texts[asker]?[hit.id] == hit.text)
                    #expect(hit.metadata["tenant_id"] == .string(asker.description))
                }
            }
            for name in names {
                let owner = try tenant(name)
                let query = words.joined(separator: " ")
                let hits = try await store.find(query, in: owner, limit: 50)
                #expect(Dictionary(uniqueKeysWithValues: hits.map { ($0.id, $0.text) }) == texts[owner] ?? [:])
            }
        }
    }

    @Test func anotherTenantsDocumentsChangeNoScore() async throws {
        try await withStore { store in
            let (mine, other) = (try tenant("1"), try tenant("2"))
            try await store.add([
                .mail("mail_1", "매출 보고서", in: mine), .mail("mail_2", "연차 신청 매출", in: mine),
            ])
            let before = try await store.find("매출 보고서", in: mine)
            try await store.add((0..<200).map { .mail("mail_\($0)", "매출 보고서 \($0)", in: other) })
            #expect(try await store.find("매출 보고서", in: mine) == before)
        }
    }

    @Test func typeAndTimeNarrowASearch() async throws {
        try await withStore { store in
            let owner = try tenant("1")
            try await store.add([
                .mail("mail_1", "예산 검토", in: owner, time: 100), .mail("mail_2", "예산 검토", in: owner, time: 200),
                .mail("approval_1", "예산 검토", in: owner, time: 300, type: "approval"),
            ])
            #expect(Set(try await store.find("예산", in: owner, type: "mail").map(\.id)) == ["mail_1", "mail_2"])
            #expect(Set(try await store.find("예산", in: owner, since: 200).map(\.id)) == ["mail_2", "approval_1"])
            #expect(try await store.find("예산", in: owner, type: "chat").isEmpty)
            #expect(try await store.find("예산", in: owner, limit: 1).count == 1)
        }
    }

    @Test func whatOneReplicaWritesAnotherFindsAtOnce() async throws {
        try await withFolder { folder in
            let model = HashingEmbedder().model
            let first = try SQLiteStore(folder: folder, model: model)
            let second = try SQLiteStore(folder: folder, model: model)
            let owner = try tenant("1")
            #expect(try await second.find("회의", in: owner).isEmpty)
            try await first.add([.mail("mail_1", "주간 회의 안내", in: owner)])
            #expect(try await second.find("회의", in: owner).map(\.id) == ["mail_1"])
            _ = try await first.apply([
                .remove(DocumentKey(tenant: owner, id: "mail_1"), version: DocumentVersion(2, 0))
            ])
            #expect(try await second.find("회의", in: owner).isEmpty)
        }
    }

    @Test func replicasThatOpenAndWriteAtOnceLoseNothing() async throws {
        try await withFolder { folder in
            let owner = try tenant("1")
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for replica in 0..<3 {
                    tasks.addTask {
                        let store = try SQLiteStore(folder: folder, model: HashingEmbedder().model)
                        for batch in 0..<40 {
                            let documents = (0..<5).map { number in
                                Document.mail("mail_\(replica)_\(batch)_\(number)", "회의 \(number)", in: owner)
                            }
                            #expect(try await store.add(documents).allSatisfy { $0 == .applied })
                            #expect(try await store.find("회의", in: owner, limit: 50).isEmpty == false)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            let store = try SQLiteStore(folder: folder, model: HashingEmbedder().model)
            #expect(try await store.statistics().documents == 600)
        }
    }

    @Test func aPartitionThatWasDroppedIsReadAgain() async throws {
        try await withFolder { folder in
            let store = try SQLiteStore(folder: folder, model: HashingEmbedder().model, cachedDocuments: 2)
            for name in ["1", "2", "3"] {
                try await store.add((0..<3).map { .mail("mail_\($0)", "회의 \(name)", in: try tenant(name)) })
            }
            for name in ["1", "2", "3", "1", "3", "2"] {
                #expect(
                    try await store.find("회의", in: try tenant(name)).map(\.text)
                        == Array(repeating: "회의 \(name)", count: 3)
                )
            }
        }
    }

    @Test func manyChangesOfOneDocumentDoNotAddUp() async throws {
        try await withStore { store in
            let owner = try tenant("1")
            for round in 0..<30 {
                let version = DocumentVersion(Int64(round), 0)
                try await store.add((0..<100).map { .mail("mail_\($0)", "회의 \(round)", in: owner, version: version) })
                #expect(try await store.find("회의", in: owner, limit: 50).allSatisfy { $0.text == "회의 \(round)" })
            }
            #expect(try await store.statistics().documents == 100)
        }
    }

    @Test func documentsOfAnotherModelAreFoundByTextAndEmbeddedAgain() async throws {
        try await withFolder { folder in
            let owner = try tenant("1")
            let other = EmbeddingModel(name: "other", dimension: 8, threshold: 0)
            let old = try SQLiteStore(folder: folder, model: other)
            _ = try await old.apply(
                (0..<300).map {
                    .upsert(.mail("mail_\($0)", "연차 신청 \($0)", in: owner), vector: [Float](repeating: 0.5, count: 8))
                }
            )
            let embedder = HashingEmbedder()
            let store = try SQLiteStore(folder: folder, model: embedder.model)
            #expect(try await store.statistics().outdatedVectors == 300)
            #expect(try await store.find("연차", in: owner, limit: 50).count == 50)
            #expect(try await old.documentsToEmbedAgain(limit: 10).isEmpty, "the newest start has chosen the model")
            let reembedder = Reembedder(store: store, embedder: embedder, logger: quietLogger)
            #expect(try await reembedder.embedAll() == 300)
            #expect(try await store.statistics().outdatedVectors == 0)
            let query = StoreQuery(
                text: "",
                vector: HashingEmbedder.vector(of: "연차 신청 7"),
                limit: 1,
                ranking: .vector
            )
            #expect(try await store.search(query, in: owner).map(\.id) == ["mail_7"])
        }
    }
}
