/// A collection as Chroma describes it.
struct ChromaCollection: Decodable, Sendable {
    struct Configuration: Decodable, Sendable {
        struct Index: Decodable, Sendable {
            var space: String?
        }

        var hnsw: Index?
    }

    struct Notes: Codable, Sendable {
        /// The model that the newest start of a replica has chosen.
        var model: String?
    }

    var id: String
    var name: String
    /// Nil before the first record.
    var dimension: Int?
    var metadata: Notes?
    var configuration: Configuration?

    private enum CodingKeys: String, CodingKey {
        case id, name, dimension, metadata
        case configuration = "configuration_json"
    }

    /// Where its records are reached.
    var path: String { "/collections/\(self.id)" }
}

/// Makes a collection, or finds the one of that name.
struct ChromaCollectionRequest: Encodable {
    struct Configuration: Encodable {
        struct Index: Encodable {
            var space = "cosine"
        }

        var hnsw = Index()
    }

    var name: String
    var metadata: ChromaCollection.Notes
    var configuration = Configuration()
    var isFound = true

    private enum CodingKeys: String, CodingKey {
        case name, metadata, configuration
        case isFound = "get_or_create"
    }
}

/// Notes on a collection that take the place of what was there.
struct ChromaNotesRequest: Encodable {
    var metadata: ChromaCollection.Notes

    private enum CodingKeys: String, CodingKey {
        case metadata = "new_metadata"
    }
}
