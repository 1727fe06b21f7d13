import Testing

@testable import Indexer

extension ChromaTests {
    @Suite struct ChromaContractTests {
        private func withContract(_ body: (VectorStoreContract<ChromaStore>) async throws -> Void) async throws {
            try await withChroma { try await body($0.contract) }
        }

        @Test(arguments: 0..<3)
        func theNewestChangeWinsInWhateverOrderChangesCome(seed: UInt64) async throws {
            try await self.withContract { try await $0.theNewestChangeWinsInWhateverOrderChangesCome(seed: seed) }
        }

        @Test(arguments: 0..<2)
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

        @Test func whatOneReplicaWritesAnotherFindsAtOnce() async throws {
            try await self.withContract { try await $0.whatOneReplicaWritesAnotherFindsAtOnce() }
        }

        @Test func replicasThatOpenAndWriteAtOnceLoseNothing() async throws {
            try await self.withContract { try await $0.replicasThatOpenAndWriteAtOnceLoseNothing(batches: 10) }
        }

        @Test(arguments: 0..<2)
        func replicasThatWriteTheSameDocumentsAtOnceAgree(seed: UInt64) async throws {
            try await self.withContract {
                try await $0.replicasThatWriteTheSameDocumentsAtOnceAgree(seed: seed, rounds: 12)
            }
        }

        @Test(arguments: [8, HashingEmbedder.dimension])
        func documentsOfAnotherModelAreFoundByTextAndEmbeddedAgain(dimension: Int) async throws {
            try await self.withContract {
                try await $0.documentsOfAnotherModelAreFoundByTextAndEmbeddedAgain(dimension: dimension)
            }
        }
    }
}
