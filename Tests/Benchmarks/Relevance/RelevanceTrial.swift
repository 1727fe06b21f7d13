import Foundation
import Indexer
import Messages

/// The set's documents in a store of the product, ready to be searched as the service does.
struct RelevanceTrial {
    private let store: SQLiteStore
    private let embedder: any Embedder
    private let tenant: TenantID

    /// Indexes the documents in a folder.
    init(_ documents: [RelevanceSet.Item], embedder: any Embedder, folder: URL) async throws {
        guard let tenant = TenantID("relevance") else { throw RelevanceSetError(description: "unusable tenant") }
        self.tenant = tenant
        self.embedder = embedder
        self.store = try SQLiteStore(folder: folder.path, model: embedder.model)
        let vectors = try await embedder.embed(documents.map(\.text))
        var changes: [EmbeddedChange] = []
        for (index, (item, vector)) in zip(documents, vectors).enumerated() {
            let document = Document(
                key: DocumentKey(tenant: tenant, id: item.id),
                version: DocumentVersion(1, Int64(index)),
                type: item.type,
                text: item.text,
                metadata: [:],
                time: 0
            )
            changes.append(.upsert(document, vector: vector))
        }
        _ = try await self.store.apply(changes)
    }

    /// The nDCG@10 of each query.
    func gains(of queries: [RelevanceSet.Query], ranking: StoreQuery.Ranking) async throws -> [Double] {
        let vectors = try await self.embedder.embed(queries.map(\.text))
        var gains: [Double] = []
        for (query, vector) in zip(queries, vectors) {
            let asked = StoreQuery(text: query.text, vector: vector, limit: 10, ranking: ranking)
            let hits = try await self.store.search(asked, in: self.tenant)
            gains.append(DiscountedGain.normalised(hits.map(\.id), grades: query.judgments, depth: 10))
        }
        return gains
    }
}
