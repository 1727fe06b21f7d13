import ServiceKit

/// What the indexer reads from its settings.
struct IndexerSettings: Sendable {
    /// Where the index's file is.
    var folder: String
    /// Documents of all tenants that are kept in memory for searching.
    var cachedDocuments: Int
    /// Searches at once.
    var concurrency: Int
    var maximumDeliveries: Int
    var detachGrace: Duration
    var runTimeToLive: Duration

    private enum StoreChoice: String, CaseIterable {
        case sqlite, chroma
    }

    private enum EmbeddingChoice: String, CaseIterable {
        case auto, hashing, openai
    }

    /// Reads `AURA_VECTOR_STORE` (sqlite), `AURA_DATA_DIR` (./data), `AURA_EMBEDDINGS` (auto or hashing),
    /// `AURA_INDEX_CACHE` (1000000 documents), `AURA_SEARCH_CONCURRENCY` (32), `AURA_MAX_DELIVERIES`,
    /// `AURA_DETACH_GRACE` and `AURA_RUN_TTL`.
    init(_ settings: Settings) throws(SettingsError) {
        guard try settings.choice("AURA_VECTOR_STORE", default: StoreChoice.sqlite) == .sqlite else {
            throw SettingsError(name: "AURA_VECTOR_STORE", problem: "is chroma, which is not available")
        }
        guard try settings.choice("AURA_EMBEDDINGS", default: EmbeddingChoice.auto) != .openai else {
            throw SettingsError(name: "AURA_EMBEDDINGS", problem: "is openai, which is not available")
        }
        self.folder = settings.string("AURA_DATA_DIR", default: "./data")
        self.cachedDocuments = try settings.int("AURA_INDEX_CACHE", default: 1_000_000, in: 1...100_000_000)
        self.concurrency = try settings.int("AURA_SEARCH_CONCURRENCY", default: 32, in: 1...10_000)
        self.maximumDeliveries = try settings.int("AURA_MAX_DELIVERIES", default: 3, in: 1...100)
        self.detachGrace = try settings.seconds("AURA_DETACH_GRACE", default: .seconds(30))
        self.runTimeToLive = try settings.seconds(
            "AURA_RUN_TTL",
            default: .seconds(3600),
            in: .seconds(60) ... .seconds(604_800)
        )
    }
}
