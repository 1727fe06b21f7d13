/// Asks for records by a filter; without `include` for their ids alone.
struct ChromaGet: Encodable {
    var filter: ChromaFilter
    var text: ChromaTextFilter?
    var include: [ChromaField] = []
    var limit: Int?
    var offset: Int?

    private enum CodingKeys: String, CodingKey {
        case filter = "where"
        case text = "where_document"
        case include, limit, offset
    }
}

/// Asks for the records nearest to a vector.
struct ChromaQuery: Encodable {
    var vectors: [[Float]]
    var count: Int
    var filter: ChromaFilter
    var include: [ChromaField] = [.distances]

    private enum CodingKeys: String, CodingKey {
        case vectors = "query_embeddings"
        case count = "n_results"
        case filter = "where"
        case include
    }
}

/// Writes records, over those of the same ids.
struct ChromaUpsert: Encodable {
    var ids: [String] = []
    /// Base64 of little-endian floats.
    var embeddings: [String] = []
    var metadatas: [ChromaMetadata] = []
    var documents: [String] = []
}

/// Gives records other fields, and other vectors where there are some; ids that are not there are passed over.
struct ChromaUpdate: Encodable {
    struct Fields: Encodable {
        var model: String
    }

    var ids: [String] = []
    /// Base64 of little-endian floats.
    var embeddings: [String]?
    var metadatas: [Fields] = []
}

struct ChromaDelete: Encodable {
    var filter: ChromaFilter

    private enum CodingKeys: String, CodingKey {
        case filter = "where"
    }
}

enum ChromaField: String, Encodable {
    case metadatas, documents, distances
}

/// The text of a record must match a regular expression.
struct ChromaTextFilter: Encodable {
    var pattern: String

    private enum CodingKeys: String, CodingKey {
        case pattern = "$regex"
    }
}

/// Records as columns; those that were not asked for are missing.
struct ChromaRecords: Decodable {
    var ids: [String]
    var metadatas: [ChromaMetadata?]?
    var documents: [String?]?
}

/// For each vector that was asked for, the records nearest to it, the nearest first.
struct ChromaNeighbours: Decodable {
    var ids: [[String]]
    var distances: [[Float?]]?
}

/// An answer of which nothing is needed.
struct ChromaDone: Decodable {}
