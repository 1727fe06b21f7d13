import FoundationEssentials
import Messages

/// One version of one document as Chroma keeps it.
///
/// Each version is a record of its own, so that no write can take the place of a newer one: Chroma has no conditional
/// writes. The newest record of a key is the document; the others are removed by who sees them.
struct ChromaRecord: Sendable {
    var metadata: ChromaMetadata
    var text: String
    var vector: [Float]

    init(_ document: Document, vector: [Float], model: EmbeddingModel) throws(VectorStoreError) {
        guard vector.count == model.dimension, vector.allSatisfy(\.isFinite) else {
            throw VectorStoreError(.refused, "the vector is not \(model.dimension) finite numbers")
        }
        self.metadata = ChromaMetadata(
            key: document.key,
            version: document.version,
            deleted: false,
            type: document.type,
            time: document.time,
            model: model.description,
            fields: try Self.text(of: document.metadata)
        )
        self.text = document.text
        self.vector = vector
    }

    /// A removed document.
    init(removing key: DocumentKey, version: DocumentVersion, model: EmbeddingModel) {
        self.metadata = ChromaMetadata(
            key: key,
            version: version,
            deleted: true,
            type: "",
            time: 0,
            model: model.description,
            fields: "{}"
        )
        self.text = ""
        self.vector = Self.placeholder(for: self.metadata.key, dimension: model.dimension)
    }

    /// The vector's floats, little-endian, in base64.
    var encodedVector: String { VectorBlob.encode(self.vector).base64EncodedString() }

    /// A direction of its own for each removed document: a record needs a vector, and many equal ones would crowd one
    /// place of Chroma's graph.
    private static func placeholder(for key: String, dimension: Int) -> [Float] {
        let seed = TermHash.of(key.utf8.map { UInt32($0) }, space: 0)
        let values = (0..<dimension).map { place in
            let hash = TermHash.of([UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32), UInt32(place)], space: 0)
            return Float(Int32(truncatingIfNeeded: hash)) / Float(Int32.max)
        }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return values.map { $0 / max(length, .leastNormalMagnitude) }
    }

    private static func text(of fields: [String: MetadataValue]) throws(VectorStoreError) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)
        } catch {
            throw VectorStoreError(.refused, "no JSON can be made of the metadata: \(error)")
        }
    }
}

/// What is kept with a record besides text and vector.
struct ChromaMetadata: Codable, Sendable {
    /// The record's id again, since filters cannot name it.
    var record: String
    var key: String
    var tenant: String
    var document: String
    var milliseconds: Int64
    var sequence: Int64
    var deleted: Bool
    var type: String
    var time: Int64
    /// What made the vector.
    var model: String
    /// The document's metadata as one JSON object, so that it comes back as it was.
    var fields: String

    enum CodingKeys: String, CodingKey {
        case record, key
        case tenant = "tenant_id"
        case document = "document_id"
        case milliseconds, sequence, deleted, type, time, model
        case fields = "metadata"
    }

    init(
        key: DocumentKey,
        version: DocumentVersion,
        deleted: Bool,
        type: String,
        time: Int64,
        model: String,
        fields: String
    ) {
        self.key = ChromaKey(key).text
        self.record = "\(version) \(self.key)"
        self.tenant = key.tenant.description
        self.document = key.id
        self.milliseconds = version.milliseconds
        self.sequence = version.sequence
        self.deleted = deleted
        self.type = type
        self.time = time
        self.model = model
        self.fields = fields
    }

    var version: DocumentVersion { DocumentVersion(self.milliseconds, self.sequence) }

    var documentFields: [String: MetadataValue] {
        (try? JSONDecoder().decode([String: MetadataValue].self, from: Data(self.fields.utf8))) ?? [:]
    }

    /// The key in a record's id.
    static func key(ofRecord id: String) -> ChromaKey {
        ChromaKey(id.drop { $0 != " " }.dropFirst())
    }
}
