import Messages

@testable import Indexer

/// A store that takes the first changes only when a condition holds.
struct SlowStore: VectorStore {
    let store: SQLiteStore
    let mayWrite: @Sendable () async -> Void

    func apply(_ changes: [EmbeddedChange]) async throws(VectorStoreError) -> [ChangeOutcome] {
        await self.mayWrite()
        return try await self.store.apply(changes)
    }

    var kind: String { self.store.kind }
    var countingInterval: Duration { self.store.countingInterval }

    func bytesOnDisk() async -> Int? { await self.store.bytesOnDisk() }

    func rebuild() async throws(VectorStoreError) { try await self.store.rebuild() }

    func isOpen() async -> Bool { await self.store.isOpen() }

    func search(_ query: StoreQuery, in tenant: TenantID) async throws(VectorStoreError) -> [SearchHit] {
        try await self.store.search(query, in: tenant)
    }

    func documents(_ ids: [String], in tenant: TenantID) async throws(VectorStoreError) -> [SearchHit] {
        try await self.store.documents(ids, in: tenant)
    }

    func statistics() async throws(VectorStoreError) -> StoreStatistics {
        try await self.store.statistics()
    }

    func documentsToEmbedAgain(limit: Int) async throws(VectorStoreError) -> [Document] {
        try await self.store.documentsToEmbedAgain(limit: limit)
    }

    func replaceVectors(_ documents: [(document: Document, vector: [Float])]) async throws(VectorStoreError) {
        try await self.store.replaceVectors(documents)
    }
}
