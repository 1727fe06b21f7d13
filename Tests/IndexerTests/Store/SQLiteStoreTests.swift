import Messages
import Testing

@testable import Indexer

@Suite struct SQLiteStoreTests {
    private func withContract(_ body: (VectorStoreContract<SQLiteStore>) async throws -> Void) async throws {
        try await withFolder { folder in
            try await body(VectorStoreContract { try SQLiteStore(folder: folder, model: $0) })
        }
    }

    @Test(arguments: 0..<20)
    func theNewestChangeWinsInWhateverOrderChangesCome(seed: UInt64) async throws {
        try await self.withContract { try await $0.theNewestChangeWinsInWhateverOrderChangesCome(seed: seed) }
    }

    @Test(arguments: 0..<10)
    func tenantsNeverMix(seed: UInt64) async throws {
        try await self.withContract { try await $0.tenantsNeverMix(seed: seed) }
    }

    @Test func theSameEventAgainChangesNothing() async throws {
        try await self.withContract { try await $0.theSameEventAgainChangesNothing() }
    }

    @Test func aRemovedDocumentIsNotRevivedByAnOlderEvent() async throws {
        try await self.withContract { try await $0.aRemovedDocumentIsNotRevivedByAnOlderEvent() }
    }

    @Test func anotherTenantsDocumentsChangeNoScore() async throws {
        try await self.withContract { try await $0.anotherTenantsDocumentsChangeNoScore() }
    }

    @Test func typeAndTimeNarrowASearch() async throws {
        try await self.withContract { try await $0.typeAndTimeNarrowASearch() }
    }

    @Test func searchesGoOnWhileAllVectorsAreMadeAnew() async throws {
        try await self.withContract { try await $0.searchesGoOnWhileAllVectorsAreMadeAnew() }
    }

    @Test func documentsAreReadByTheirIDsInsideTheirTenantOnly() async throws {
        try await self.withContract { try await $0.documentsAreReadByTheirIDsInsideTheirTenantOnly() }
    }

    @Test func aHitIsTheDocumentAsItWasWritten() async throws {
        try await self.withContract { try await $0.aHitIsTheDocumentAsItWasWritten() }
    }

    @Test func wordsAreFoundHoweverTheyAreWritten() async throws {
        try await self.withContract { try await $0.wordsAreFoundHoweverTheyAreWritten() }
    }

    @Test func aRareWordIsFoundAmongManyHoldersOfACommonOne() async throws {
        try await self.withContract { try await $0.aRareWordIsFoundAmongManyHoldersOfACommonOne() }
    }

    @Test(.timeLimit(.minutes(1))) func moreSearchesThanConnectionsAreAllAnswered() async throws {
        try await withFolder { folder in
            let embedder = HashingEmbedder()
            let store = try SQLiteStore(folder: folder, model: embedder.model)
            let tenant = try #require(TenantID("1"))
            let document = Document(
                key: DocumentKey(tenant: tenant, id: "mail_1"),
                version: DocumentVersion(1, 1),
                type: "mail",
                text: "budget",
                metadata: [:],
                time: 0
            )
            let vector = try await embedder.embedQuery("budget")
            _ = try await store.apply([.upsert(document, vector: vector)])
            let query = StoreQuery(text: "budget", vector: vector, limit: 5)
            // From the second one on they are made on their callers' threads.
            _ = try await store.search(query, in: tenant)
            try await withThrowingTaskGroup(of: [String].self) { people in
                for number in 0..<4000 {
                    people.addTask {
                        let hits =
                            number.isMultiple(of: 2)
                            ? try await store.search(query, in: tenant)
                            : try await store.documents(["mail_1"], in: tenant)
                        return hits.map(\.id)
                    }
                }
                for try await found in people { #expect(found == ["mail_1"]) }
            }
        }
    }

    @Test func aConnectionIsFreeOnceItIsGivenBack() {
        let readers = ReaderCount(limit: 2)
        #expect(readers.takeFree())
        readers.take()
        #expect(!readers.takeFree())
        readers.take()
        readers.giveBack()
        #expect(!readers.takeFree(), "one waits still")
        readers.giveBack()
        #expect(readers.takeFree())
    }

    @Test func whatOneReplicaWritesAnotherFindsAtOnce() async throws {
        try await self.withContract { try await $0.whatOneReplicaWritesAnotherFindsAtOnce() }
    }

    @Test func replicasThatOpenAndWriteAtOnceLoseNothing() async throws {
        try await self.withContract { try await $0.replicasThatOpenAndWriteAtOnceLoseNothing(batches: 40) }
    }

    @Test(arguments: 0..<5)
    func replicasThatWriteTheSameDocumentsAtOnceAgree(seed: UInt64) async throws {
        try await self.withContract {
            try await $0.replicasThatWriteTheSameDocumentsAtOnceAgree(seed: seed, rounds: 20)
        }
    }

    @Test(arguments: [8, HashingEmbedder.dimension])
    func documentsOfAnotherModelAreFoundByTextAndEmbeddedAgain(dimension: Int) async throws {
        try await self.withContract {
            try await $0.documentsOfAnotherModelAreFoundByTextAndEmbeddedAgain(dimension: dimension)
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
}
