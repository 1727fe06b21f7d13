import Foundation
import Messages
import Testing

@testable import Indexer

/// Runs a test with a folder of its own, which is gone afterwards.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = URL(fileURLWithPath: "/tmp/aura-index-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Runs a test with an empty store and the built-in embedder.
func withStore<Result>(_ body: (SQLiteStore) async throws -> Result) async throws -> Result {
    try await withFolder { folder in
        try await body(try SQLiteStore(folder: folder, model: HashingEmbedder().model))
    }
}

/// A tenant that a test names with 1 to 50 bytes.
func tenant(_ name: String) throws -> TenantID {
    try #require(TenantID(name))
}

extension Document {
    /// A mail with a title.
    static func mail(
        _ id: String,
        _ text: String,
        in tenant: TenantID,
        version: DocumentVersion = DocumentVersion(1, 0),
        time: Int64 = 0,
        type: String = "mail"
    ) -> Document {
        Document(
            key: DocumentKey(tenant: tenant, id: id),
            version: version,
            type: type,
            text: text,
            metadata: ["type": .string(type), "tenant_id": .string(tenant.description)],
            time: time
        )
    }
}

extension VectorStore {
    /// Writes documents with the built-in embedder's vectors.
    @discardableResult
    func add(_ documents: [Document]) async throws -> [ChangeOutcome] {
        try await self.apply(documents.map { .upsert($0, vector: HashingEmbedder.vector(of: $0.text)) })
    }

    /// Searches as the service does.
    func find(_ text: String, in tenant: TenantID, limit: Int = 10, type: String? = nil, since: Int64? = nil)
        async throws -> [SearchHit]
    {
        let vector = HashingEmbedder.vector(of: text)
        let query = StoreQuery(text: text, vector: vector, limit: limit, type: type, since: since)
        return try await self.search(query, in: tenant)
    }
}
