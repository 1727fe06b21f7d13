import HTTPFetch
import Messages
import TestSupport
import Testing

@testable import Indexer

/// What is tested against one real Chroma server.
@Suite(.chromaServer, .timeLimit(.minutes(5))) enum ChromaTests {}

extension ChromaTests {
    @Suite struct ChromaStoreTests {
        @Test func anOlderWriteThatComesLateChangesNothing() async throws {
            try await withChroma { database in
                let owner = try tenant("1")
                let slow = HeldFetcher(database.http, holding: "/upsert")
                let (first, second) = (database.open(http: slow), database.open())
                let key = DocumentKey(tenant: owner, id: "mail_1")
                async let late = first.add([.mail("mail_1", "예산 검토", in: owner, version: DocumentVersion(1, 0))])
                try await eventually("the older write") { slow.hasArrived }
                #expect(try await second.apply([.remove(key, version: DocumentVersion(2, 0))]) == [.applied])
                slow.release()
                _ = try await late
                #expect(try await second.find("예산", in: owner).isEmpty)
                #expect(try await database.count() == 1)
                let statistics = try await second.statistics()
                #expect(statistics == StoreStatistics(documents: 0, tenants: 0, tombstones: 1, outdatedVectors: 0))
            }
        }

        @Test func whatAReplicaLeavesBehindThatDiesAfterItsWriteIsNeverFound() async throws {
            try await withChroma { database in
                let owner = try tenant("1")
                let dying = HeldFetcher(database.http, holding: "/upsert")
                let (first, second) = (database.open(http: dying), database.open())
                let old = Document.mail("mail_1", "예산 검토", in: owner, version: DocumentVersion(1, 0))
                let new = Document.mail("mail_1", "교육 일정", in: owner, version: DocumentVersion(2, 0))
                let late = Task { try await first.add([old]) }
                try await eventually("the older write") { dying.hasArrived }
                try await second.add([new])
                dying.releaseAndCut()
                await #expect(throws: VectorStoreError.self) { try await late.value }
                #expect(try await database.count() == 2, "the older record is there")
                #expect(try await second.find("예산", in: owner).isEmpty)
                #expect(try await second.find("교육", in: owner).map(\.text) == ["교육 일정"])
                // The event comes again to whoever takes over.
                #expect(try await second.add([old]) == [.outdated])
                #expect(try await database.count() == 1)
            }
        }

        @Test func equalIdsInWhateverTenantsAreDifferentDocuments() async throws {
            try await withChroma { database in
                let store = database.open()
                let keys = [
                    ("1", "2:x"), ("1:2", "x"), ("1", ":2:x"), ("11", "x"), ("1", "1x"), ("\u{E9}", "x"),
                    ("e\u{301}", "x"),
                    ("1 1", "x"), ("1", "1 x"),
                ]
                for (place, key) in keys.enumerated() {
                    try await store.add([.mail(key.1, "예산 \(place)", in: try tenant(key.0))])
                }
                for (place, key) in keys.enumerated() {
                    let hits = try await store.find("예산", in: try tenant(key.0))
                    #expect(hits.contains { $0.id == key.1 && $0.text == "예산 \(place)" })
                    #expect(hits.count == keys.count { $0.0.utf8.elementsEqual(key.0.utf8) })
                }
            }
        }

        @Test func aVectorThatDoesNotFitIsRefused() async throws {
            try await withChroma { database in
                let store = database.open()
                let document = Document.mail("mail_1", "예산", in: try tenant("1"))
                for vector in [[], [1], [Float](repeating: .nan, count: 384)] as [[Float]] {
                    let error = await #expect(throws: VectorStoreError.self) {
                        try await store.apply([.upsert(document, vector: vector)])
                    }
                    #expect(error?.code == .refused)
                }
                #expect(try await store.statistics().documents == 0)
            }
        }

        /// In one request these take longer than a request may.
        @Test func aBatchOfTheLongestTextsIsWritten() async throws {
            try await withChroma { database in
                let store = database.open()
                let owner = try tenant("1")
                let long = String(repeating: "a budget 예산 ", count: 16_000)
                let vector = HashingEmbedder.vector(of: "예산")
                let changes = (0..<40).map { number in
                    EmbeddedChange.upsert(.mail("mail_\(number)", long, in: owner), vector: vector)
                }
                #expect(try await store.apply(changes).allSatisfy { $0 == .applied })
                #expect(try await store.statistics().documents == 40)
            }
        }

        @Test func aCollectionThatComparesOtherwiseIsNotUsed() async throws {
            try await withChroma { database in
                let client = ChromaClient(url: database.url, database: database.name, http: database.http)
                let body = ["name": ChromaShelf.base]
                let _: ChromaCollection = try await client.send(body, to: "/collections")
                let store = database.open()
                #expect(await !store.isOpen())
                let error = await #expect(throws: VectorStoreError.self) {
                    try await store.find("예산", in: try tenant("1"))
                }
                #expect(error?.message.contains("l2") == true)
            }
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct ChromaOutageTests {
    @Test func aServerThatComesBackIsFoundWithAllThatItHadTaken() async throws {
        try await withChromaServer { server in
            let http = try CurlFetcher(logger: quietLogger)
            let store = ChromaStore(url: server.url, model: HashingEmbedder().model, http: http)
            let owner = try tenant("1")
            try await store.add((0..<50).map { .mail("mail_\($0)", "회의 \($0)", in: owner) })
            #expect(await store.isOpen())
            await server.kill()
            #expect(await !store.isOpen())
            let more = (50..<100).map { Document.mail("mail_\($0)", "회의 \($0)", in: owner) }
            for call in 0..<2 {
                let error = await #expect(throws: VectorStoreError.self) {
                    if call == 0 { try await store.add(more) } else { _ = try await store.find("회의", in: owner) }
                }
                #expect(error?.code == .unavailable)
            }
            try await server.start()
            #expect(try await store.add(more).allSatisfy { $0 == .applied })
            #expect(try await store.statistics().documents == 100)
            #expect(try await store.find("회의 7", in: owner).first?.id == "mail_7")

            // It comes back without anything: the collection is made again.
            await server.kill()
            try server.removeData()
            try await server.start()
            #expect(try await store.find("회의", in: owner).isEmpty)
            #expect(try await store.add(more).allSatisfy { $0 == .applied })
            #expect(try await store.find("회의 70", in: owner).first?.id == "mail_70")
            await http.shutdown()
        }
    }

    @Test func aServerThatIsKilledAmidWritesLosesNothingThatItHadTaken() async throws {
        try await withChromaServer { server in
            let http = try CurlFetcher(logger: quietLogger)
            let store = ChromaStore(url: server.url, model: HashingEmbedder().model, http: http)
            let owner = try tenant("1")
            let documents = (0..<200).map { Document.mail("mail_\($0)", "회의 \($0)", in: owner) }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    // As the consumer does: the same again until it is taken.
                    for start in stride(from: 0, to: 200, by: 10) {
                        try await eventually(within: .seconds(60), "the write") {
                            (try? await store.add(Array(documents[start..<start + 10]))) != nil
                        }
                    }
                }
                try await eventually("some writes") { (try? await store.statistics().documents) ?? 0 >= 30 }
                await server.kill()
                try await server.start()
                try await tasks.waitForAll()
            }
            let statistics = try await store.statistics()
            #expect(statistics == StoreStatistics(documents: 200, tenants: 1, tombstones: 0, outdatedVectors: 0))
            await http.shutdown()
        }
    }

    @Test func aServerThatHangsIsUnavailableInTime() async throws {
        try await withChromaServer { server in
            let http = try CurlFetcher(logger: quietLogger)
            let store = ChromaStore(url: server.url, model: HashingEmbedder().model, http: http)
            #expect(await store.isOpen())
            server.pause()
            let began = ContinuousClock.now
            let error = await #expect(throws: VectorStoreError.self) { try await store.statistics() }
            #expect(error?.code == .unavailable)
            #expect(ContinuousClock.now - began < .seconds(19))
            server.resume()
            #expect(await store.isOpen())
            await http.shutdown()
        }
    }
}
