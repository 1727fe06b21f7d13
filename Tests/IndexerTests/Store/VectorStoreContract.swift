import Messages
import TestSupport
import Testing

@testable import Indexer

/// Holds a store to what ``VectorStore`` promises.
struct VectorStoreContract<Store: VectorStore> {
    private let makeReplica: (EmbeddingModel) throws -> Store

    /// - Parameter makeReplica: opens another replica on the same data.
    init(_ makeReplica: @escaping (EmbeddingModel) throws -> Store) {
        self.makeReplica = makeReplica
    }

    private func open(_ model: EmbeddingModel = HashingEmbedder().model) throws -> Store {
        try self.makeReplica(model)
    }

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
        let replicas = [try self.open(), try self.open()]
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
        let statistics = try await replicas[0].statistics()
        #expect(statistics.documents == expected.count)
        #expect(statistics.tombstones == newest.count - expected.count)
    }

    func theSameEventAgainChangesNothing() async throws {
        let store = try self.open()
        let document = Document.mail("mail_1", "Budget review", in: try tenant("1"))
        #expect(try await store.add([document]) == [.applied])
        #expect(try await store.add([document]) == [.outdated])
        let other = Document.mail("mail_2", "Budget review", in: try tenant("1"))
        #expect(try await store.add([other, other, document]) == [.applied, .outdated, .outdated])
        #expect(try await store.statistics().documents == 2)
    }

    func aRemovedDocumentIsNotRevivedByAnOlderEvent() async throws {
        let store = try self.open()
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

    func tenantsNeverMix(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let names = ["1", "2", "11", "1:1", "tenant%", "' OR 1=1 --", "Tenant", "tenant", "테넌트"]
        let words = ["매출", "보고서", "연차", "budget", "review", "주차", "meeting", "계약"]
        let store = try self.open()
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
        #expect(try await store.statistics().tenants == texts.values.count { !$0.isEmpty })
    }

    func anotherTenantsDocumentsChangeNoScore() async throws {
        let store = try self.open()
        let (mine, other) = (try tenant("1"), try tenant("2"))
        try await store.add([
            .mail("mail_1", "매출 보고서", in: mine), .mail("mail_2", "연차 신청 매출", in: mine),
        ])
        let before = try await store.find("매출 보고서", in: mine)
        try await store.add((0..<200).map { .mail("mail_\($0)", "매출 보고서 \($0)", in: other) })
        #expect(before.count == 2)
        #expect(try await store.find("매출 보고서", in: mine) == before)
    }

    func typeAndTimeNarrowASearch() async throws {
        let store = try self.open()
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

    func documentsAreReadByTheirIDsInsideTheirTenantOnly() async throws {
        let store = try self.open()
        let (mine, other) = (try tenant("1"), try tenant("2"))
        try await store.add([
            .mail("mail_1", "예산 검토", in: mine), .mail("mail_2", "연차", in: mine), .mail("mail_1", "다른 회사", in: other),
            .mail("mail_3", "사라진 글", in: mine),
        ])
        _ = try await store.apply([
            .remove(DocumentKey(tenant: mine, id: "mail_3"), version: DocumentVersion(.max, 0))
        ])
        let read = try await store.documents(["mail_2", "mail_9", "mail_3", "mail_1"], in: mine)
        #expect(read.map(\.id) == ["mail_2", "mail_1"])
        #expect(read.map(\.text) == ["연차", "예산 검토"])
        #expect(try await store.documents(["mail_2"], in: other).isEmpty)
        #expect(try await store.documents([], in: mine).isEmpty)
    }

    func aHitIsTheDocumentAsItWasWritten() async throws {
        let store = try self.open()
        let owner = try tenant("1")
        var document = Document.mail("mail_1", "Re: \"예산\"\n\t👍🏽 <b>\\ 'x'", in: owner, time: 5)
        document.metadata = [
            "type": "mail", "tenant_id": "1", "count": .integer(.max), "ratio": .number(0.1), "urgent": .boolean(true),
            "제목": "\"{}\"", "$and": "", "deleted": .boolean(true), "key": "other",
        ]
        let long = Document.mail("mail_2", String(repeating: "긴 글 예산 ", count: 2000), in: owner)
        try await store.add([document, long])
        let hits = try await store.find("예산", in: owner)
        let hit = try #require(hits.first { $0.id == "mail_1" })
        #expect(hit.text == document.text)
        #expect(hit.type == "mail")
        #expect(hit.metadata == document.metadata)
        #expect((0...1).contains(hit.score))
        let cut = try #require(hits.first { $0.id == "mail_2" })
        #expect((8100...8192).contains(cut.text.utf8.count) && long.text.hasPrefix(cut.text))
    }

    func wordsAreFoundHoweverTheyAreWritten() async throws {
        let store = try self.open()
        let owner = try tenant("1")
        let corpus = [
            "mail_1": "2026년 1분기 매출 보고서 초안", "mail_2": "연차 사용 계획 제출 안내", "mail_3": "지하 주차장 이용 변경",
            "mail_4": "주차별 업무 보고", "mail_5": "Budget review for the second quarter", "mail_6": "서버 점검 공지",
            "mail_7": "출장비 정산 요청드립니다", "mail_8": "Résumé of the candidate", "mail_9": "VPN 접속 오류 문의",
        ]
        try await store.add(corpus.map { .mail($0.key, $0.value, in: owner) })
        let expected = [
            ("매출보고", "mail_1"), ("매출 보고", "mail_1"), ("연차", "mail_2"), ("BUDGET reviews", "mail_5"),
            ("서버점검", "mail_6"), ("출장 정산", "mail_7"), ("vpn", "mail_9"), ("ＶＰＮ", "mail_9"), ("résumé", "mail_8"),
            ("\u{110B}\u{1167}\u{11AB}\u{110E}\u{1161}", "mail_2"),
        ]
        for ranking in [StoreQuery.Ranking.fused, .fullText] {
            for (text, id) in expected {
                let vector = HashingEmbedder.vector(of: text)
                let query = StoreQuery(text: text, vector: vector, limit: 10, ranking: ranking)
                #expect(try await store.search(query, in: owner).first?.id == id, "\(text), \(ranking)")
            }
        }
        #expect(Set(try await store.find("주차", in: owner).map(\.id)) == ["mail_3", "mail_4"])
        for text in ["", " ", "!?", "우주선발사", String(repeating: "가나다라", count: 2000)] {
            #expect(try await store.find(text, in: owner).isEmpty, "\(text.prefix(20))")
        }
    }

    func aRareWordIsFoundAmongManyHoldersOfACommonOne() async throws {
        let store = try self.open()
        let owner = try tenant("1")
        try await store.add((0..<1000).map { .mail("mail_\($0)", "주간 회의 안내 \($0)", in: owner) })
        try await store.add([.mail("mail_rare", "회의 xylophone " + String(repeating: "긴 글 ", count: 300), in: owner)])
        let query = StoreQuery(text: "회의 xylophone", vector: [], limit: 3, ranking: .fullText)
        let hits = try await store.search(query, in: owner)
        #expect(hits.count == 3)
        #expect(hits.first?.id == "mail_rare")
        #expect(try await store.find("주간 회의 안내 77", in: owner).first?.id == "mail_77")
    }

    func whatOneReplicaWritesAnotherFindsAtOnce() async throws {
        let (first, second) = (try self.open(), try self.open())
        let owner = try tenant("1")
        #expect(try await second.find("회의", in: owner).isEmpty)
        try await first.add([.mail("mail_1", "주간 회의 안내", in: owner)])
        #expect(try await second.find("회의", in: owner).map(\.id) == ["mail_1"])
        _ = try await first.apply([
            .remove(DocumentKey(tenant: owner, id: "mail_1"), version: DocumentVersion(2, 0))
        ])
        #expect(try await second.find("회의", in: owner).isEmpty)
    }

    func replicasThatOpenAndWriteAtOnceLoseNothing(batches: Int) async throws {
        let owner = try tenant("1")
        let stores = try (0..<3).map { _ in try self.open() }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for (replica, store) in stores.enumerated() {
                tasks.addTask { try await Self.fill(store, as: replica, batches: batches, owner) }
            }
            try await tasks.waitForAll()
        }
        #expect(try await self.open().statistics().documents == 15 * batches)
    }

    private static func fill(_ store: Store, as replica: Int, batches: Int, _ owner: TenantID) async throws {
        for batch in 0..<batches {
            let documents = (0..<5).map { number in
                Document.mail("mail_\(replica)_\(batch)_\(number)", "회의 \(number)", in: owner)
            }
            #expect(try await store.add(documents).allSatisfy { $0 == .applied })
            #expect(try await store.find("회의", in: owner, limit: 50).isEmpty == false)
        }
    }

    /// Replicas that write the same documents at once agree on the newest of each.
    func replicasThatWriteTheSameDocumentsAtOnceAgree(seed: UInt64, rounds: Int) async throws {
        var generator = SeededGenerator(seed: seed)
        let owner = try tenant("1")
        let stores = [try self.open(), try self.open()]
        var newest: [String: (version: DocumentVersion, text: String?)] = [:]
        for round in 0..<rounds {
            var batches: [[EmbeddedChange]] = [[], []]
            for number in 0..<12 {
                let id = "mail_\(Int.random(in: 0..<4, using: &generator))"
                let version = DocumentVersion(Int64.random(in: 0..<40, using: &generator), Int64(round * 100 + number))
                let text = Bool.random(using: &generator) ? "문서 글\(round) \(number)" : nil
                if newest[id].map({ version > $0.version }) ?? true { newest[id] = (version, text) }
                batches[number % 2].append(
                    text.map {
                        .upsert(
                            .mail(id, $0, in: owner, version: version),
                            vector: HashingEmbedder.vector(of: $0)
                        )
                    } ?? .remove(DocumentKey(tenant: owner, id: id), version: version)
                )
            }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for (store, batch) in zip(stores, batches) {
                    tasks.addTask { _ = try await store.apply(batch) }
                }
                try await tasks.waitForAll()
            }
            let expected = Dictionary(
                uniqueKeysWithValues: newest.compactMap { id, state in state.text.map { (id, $0) } }
            )
            for store in stores {
                let hits = try await store.find("문서", in: owner, limit: 50)
                #expect(Dictionary(uniqueKeysWithValues: hits.map { ($0.id, $0.text) }) == expected)
            }
            let statistics = try await stores[0].statistics()
            #expect(statistics.documents + statistics.tombstones == newest.count)
        }
    }

    func searchesGoOnWhileAllVectorsAreMadeAnew() async throws {
        let store = try self.open()
        let owner = try tenant("1")
        try await store.add((0..<20).map { .mail("mail_\($0)", "연차 신청 \($0)", in: owner) })
        try await store.rebuild()
        #expect(try await store.statistics().outdatedVectors == 20)
        #expect(try await store.find("연차", in: owner, limit: 50).count == 20)
        let outdated = try await store.documentsToEmbedAgain(limit: 50)
        #expect(outdated.count == 20)
        let vectors = try await HashingEmbedder().embed(outdated.map(\.text))
        try await store.replaceVectors(Array(zip(outdated, vectors)).map { ($0, $1) })
        #expect(try await store.statistics().outdatedVectors == 0)
        #expect(try await store.documentsToEmbedAgain(limit: 50).isEmpty)
        #expect(try await store.find("연차 신청 7", in: owner).first?.id == "mail_7")
    }

    func documentsOfAnotherModelAreFoundByTextAndEmbeddedAgain(dimension: Int) async throws {
        let owner = try tenant("1")
        let other = EmbeddingModel(name: "other", dimension: dimension, threshold: 0)
        let old = try self.open(other)
        let vector = [Float](repeating: 0.05, count: dimension)
        _ = try await old.apply(
            (0..<300).map { .upsert(.mail("mail_\($0)", "연차 신청 \($0)", in: owner), vector: vector) }
        )
        let gone = DocumentKey(tenant: owner, id: "mail_gone")
        _ = try await old.apply([.remove(gone, version: DocumentVersion(5, 0))])
        let store = try self.open()
        #expect(try await store.statistics().outdatedVectors == 300)
        #expect(try await store.find("연차", in: owner, limit: 50).count == 50)
        // The new replica sees what the old one has written, and the old one what the new one writes.
        #expect(try await store.add([.mail("mail_gone", "연차", in: owner)]) == [.outdated])
        #expect(try await store.add([.mail("mail_3", "연차", in: owner)]) == [.outdated])
        let key = DocumentKey(tenant: owner, id: "mail_4")
        #expect(try await store.apply([.remove(key, version: DocumentVersion(7, 0))]) == [.applied])
        let late = Document.mail("mail_4", "연차", in: owner, version: DocumentVersion(6, 0))
        #expect(try await old.apply([.upsert(late, vector: vector)]) == [.outdated])
        #expect(try await old.documentsToEmbedAgain(limit: 10).isEmpty, "the newest start has chosen the model")

        // What changes while its vector is being made keeps what it has.
        let stale = try await store.documentsToEmbedAgain(limit: 300)
        #expect(stale.count == 299)
        let changed = try #require(stale.first)
        var newer = changed
        newer.version = DocumentVersion(8, 0)
        newer.text = "교육 일정"
        try await store.add([newer])
        try await store.replaceVectors([(changed, HashingEmbedder.vector(of: changed.text))])
        #expect(try await store.find("교육", in: owner).map(\.id) == [changed.key.id])

        let embedder = HashingEmbedder()
        let reembedder = Reembedder(store: store, embedder: embedder, logger: quietLogger)
        #expect(try await reembedder.embedAll() == 298)
        let statistics = try await store.statistics()
        #expect(statistics == StoreStatistics(documents: 299, tenants: 1, tombstones: 2, outdatedVectors: 0))
        // Which of hundreds that are nearly alike comes first is not said: a store may search its vectors approximately.
        let query = StoreQuery(text: "", vector: HashingEmbedder.vector(of: "연차 신청 77"), limit: 1, ranking: .vector)
        #expect(try await store.search(query, in: owner).count == 1)
        #expect(try await old.find("연차", in: owner, limit: 50).count == 50)
    }
}
