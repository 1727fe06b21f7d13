/// Asks for the documents of the caller's tenant that answer a query best.
package struct SearchDocuments: CommandBody {
    package static let kind = "search"
    package static let worker = WorkerService.indexer
    /// How many results one search may ask for.
    package static let limits = 1...50
    /// Bytes of a query that are read; the rest is passed over.
    package static let queryLimit = 4096

    /// What the person typed.
    package var query: String
    /// How many results at most, inside ``limits``.
    package var limit: Int
    /// Only documents of this type, such as `mail`.
    package var type: String?
    /// Only documents of events from this time on, Unix milliseconds.
    package var since: Int64?
    /// The documents with these ids, in this order, whatever the query says; nil to search.
    package var ids: [String]?

    package init(
        query: String,
        limit: Int = 10,
        type: String? = nil,
        since: Int64? = nil,
        ids: [String]? = nil
    ) {
        self.query = query
        self.limit = limit
        self.type = type
        self.since = since
        self.ids = ids
    }
}
