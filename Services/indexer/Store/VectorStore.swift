import Messages

/// Documents with their vectors, in partitions that never meet: every call says whose it is about.
protocol VectorStore: Sendable {
    /// What people call it, such as `sqlite`.
    var kind: String { get }

    /// Whether it answers now.
    func isOpen() async -> Bool

    /// Applies changes in one step. One that is not newer than what is kept of its document, removals included, changes
    /// nothing.
    func apply(_ changes: [EmbeddedChange]) async throws(VectorStoreError) -> [ChangeOutcome]

    /// The documents of one tenant that fit the query best, the best first.
    func search(_ query: StoreQuery, in tenant: TenantID) async throws(VectorStoreError) -> [SearchHit]

    /// The documents of one tenant with these ids, in their order; those that are not there are left out.
    func documents(_ ids: [String], in tenant: TenantID) async throws(VectorStoreError) -> [SearchHit]

    /// How often ``statistics()`` may be asked for without harm.
    var countingInterval: Duration { get }

    /// How many documents there are, removed ones not counted.
    func statistics() async throws(VectorStoreError) -> StoreStatistics

    /// How much it takes on this machine's disk; nil where it is elsewhere, or cannot be read.
    func bytesOnDisk() async -> Int?

    /// Lets all vectors count as outdated, though searches go on, and makes what is kept in memory anew. Where an earlier
    /// call's vectors are not all made yet, it joins that.
    func rebuild() async throws(VectorStoreError)

    /// Up to `limit` documents whose vector another model made or a rebuild has outdated; none where another replica has
    /// since chosen its model.
    func documentsToEmbedAgain(limit: Int) async throws(VectorStoreError) -> [Document]

    /// Gives documents new vectors; one that has changed meanwhile keeps what it has.
    func replaceVectors(_ documents: [(document: Document, vector: [Float])]) async throws(VectorStoreError)
}

/// A change with the vector of its text.
package enum EmbeddedChange: Sendable {
    case upsert(Document, vector: [Float])
    case remove(DocumentKey, version: DocumentVersion)
}

/// What became of a change.
package enum ChangeOutcome: Sendable, Equatable {
    case applied
    /// Something newer is kept already, or the same.
    case outdated
}

/// What is asked of a store.
package struct StoreQuery: Sendable {
    package var text: String
    package var vector: [Float]
    package var limit: Int
    package var type: String?
    /// Unix milliseconds.
    package var since: Int64?
    /// Which rankings count.
    package var ranking: Ranking

    package enum Ranking: Sendable {
        case fused, vector, fullText
    }

    package init(
        text: String,
        vector: [Float],
        limit: Int,
        type: String? = nil,
        since: Int64? = nil,
        ranking: Ranking = .fused
    ) {
        self.text = text
        self.vector = vector
        self.limit = limit
        self.type = type
        self.since = since
        self.ranking = ranking
    }
}

/// What a store holds.
package struct StoreStatistics: Sendable, Equatable {
    package var documents: Int
    package var tenants: Int
    /// Removed documents that are remembered so that no older event revives them.
    package var tombstones: Int
    /// Documents whose vector another model made or a rebuild has outdated.
    package var outdatedVectors: Int
}
