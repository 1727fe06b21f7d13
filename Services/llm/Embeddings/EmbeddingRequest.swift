/// The body of a `POST /embeddings` (OpenAI API reference, embeddings/create).
struct EmbeddingRequest: Encodable, Sendable {
    enum Encoding: String, Encodable {
        case float
    }

    var model: String
    var input: [String]
    /// Numbers of a vector, for models that can shorten theirs; nil takes the model's own, as most others want it.
    var dimensions: Int?
    var encodingFormat = Encoding.float

    enum CodingKeys: String, CodingKey {
        case model, input, dimensions
        case encodingFormat = "encoding_format"
    }
}
