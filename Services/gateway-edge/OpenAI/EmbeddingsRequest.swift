import FoundationEssentials
import Messages

/// What a client asks of `/v1/embeddings` (OpenAI API reference, embeddings/create).
struct EmbeddingsRequest: Sendable, Equatable {
    enum Encoding: String, Decodable {
        case float, base64
    }

    /// Texts of one request.
    static let countLimit = 2048

    var texts: [String]
    /// Nil takes the one that there is.
    var model: String?
    var encoding: Encoding
    /// Numbers that each vector must have; nil takes what the model gives.
    var dimensions: Int?

    /// - Throws: 400 for a body that is no JSON, and for what cannot be asked for.
    init(body: [UInt8]) throws(OpenAIError) {
        let fields: Fields
        do throws(EdgeError) {
            fields = try RequestBody.decode(Fields.self, from: body)
        } catch {
            throw OpenAIError(error)
        }
        self.texts = fields.input.texts
        guard !self.texts.isEmpty, self.texts.allSatisfy({ !$0.isEmpty }) else {
            throw .invalid(.empty("input"), param: "input")
        }
        guard self.texts.count <= Self.countLimit else {
            throw .invalid(.tooManyItems("input", limit: Self.countLimit), param: "input")
        }
        guard self.texts.allSatisfy({ $0.utf8.count <= EmbedTexts.textLimit }) else {
            throw .invalid(.tooManyBytes("input", limit: EmbedTexts.textLimit), param: "input")
        }
        self.model = try OpenAIPaths.model(fields.model)
        self.encoding = fields.encodingFormat ?? .float
        self.dimensions = fields.dimensions
    }

    private struct Fields: Decodable {
        var input: Input
        var model: String?
        var encodingFormat: Encoding?
        var dimensions: Int?

        enum CodingKeys: String, CodingKey {
            case input, model, dimensions
            case encodingFormat = "encoding_format"
        }
    }

    /// A text or several; numbers of tokens are those of one model, and no others are sent to it than its texts have.
    private struct Input: Decodable {
        var texts: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.texts = [text]
            } else {
                self.texts = try container.decode([String].self)
            }
        }
    }
}
