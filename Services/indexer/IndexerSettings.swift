import ServiceKit

/// What the indexer reads from its settings.
struct IndexerSettings: Sendable {
    enum Store: Sendable, Equatable {
        /// A file in a folder, and documents of all tenants that are kept in memory for searching.
        case sqlite(folder: String, cachedDocuments: Int)
        /// A Chroma server's address.
        case chroma(url: String)
    }

    var store: Store
    /// Searches at once.
    var concurrency: Int
    var maximumDeliveries: Int
    var detachGrace: Duration
    var runTimeToLive: Duration
    /// The model that the llm service embeds with; nil where the built-in embedder does.
    var remoteModel: EmbeddingModel?

    private enum StoreChoice: String, CaseIterable {
        case sqlite, chroma
    }

    private enum EmbeddingChoice: String, CaseIterable {
        case auto, hashing, openai
    }

    /// Reads `AURA_VECTOR_STORE` (sqlite or chroma), for sqlite `AURA_DATA_DIR` (./data) and `AURA_INDEX_CACHE` (1000000
    /// documents), for chroma `CHROMA_URL` (http://localhost:8001, since Chroma's usual port 8000 is the edge's),
    /// `AURA_EMBEDDINGS` (auto: openai where `OPENAI_EMBEDDING_MODEL` is set, else hashing), `OPENAI_EMBEDDING_MODEL`,
    /// `OPENAI_EMBEDDING_DIMENSIONS`, `AURA_SEARCH_CONCURRENCY` (32), `AURA_MAX_DELIVERIES`,
    /// `AURA_DETACH_GRACE` and `AURA_RUN_TTL`.
    init(_ settings: Settings) throws(SettingsError) {
        switch try settings.choice("AURA_VECTOR_STORE", default: StoreChoice.sqlite) {
        case .sqlite:
            self.store = .sqlite(
                folder: settings.string("AURA_DATA_DIR", default: "./data"),
                cachedDocuments: try settings.int("AURA_INDEX_CACHE", default: 1_000_000, in: 1...100_000_000)
            )
        case .chroma:
            let url = settings.string("CHROMA_URL", default: "http://localhost:8001")
            guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
                throw SettingsError(name: "CHROMA_URL", problem: "must begin with http:// or https://")
            }
            self.store = .chroma(url: url)
        }
        switch try settings.choice("AURA_EMBEDDINGS", default: EmbeddingChoice.auto) {
        case .hashing:
            self.remoteModel = nil
        case .auto:
            self.remoteModel = try EmbeddingModel(openAI: settings)
        case .openai:
            guard let model = try EmbeddingModel(openAI: settings) else {
                throw SettingsError(
                    name: "AURA_EMBEDDINGS",
                    problem: "is openai, but OPENAI_EMBEDDING_MODEL is not set"
                )
            }
            self.remoteModel = model
        }
        self.concurrency = try settings.int("AURA_SEARCH_CONCURRENCY", default: 32, in: 1...10_000)
        self.maximumDeliveries = try settings.maximumDeliveries()
        self.detachGrace = try settings.detachGrace()
        self.runTimeToLive = try settings.runTimeToLive()
    }
}
