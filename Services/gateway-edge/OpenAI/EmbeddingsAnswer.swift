import FoundationEssentials
import Messages

/// The vectors that a request gets (OpenAI API reference, embeddings/object), put together from the answers to its parts.
struct EmbeddingsAnswer: Encodable, Sendable {
    enum Vector: Encodable, Sendable, Equatable {
        case numbers([Float])
        /// The numbers' four bytes each, the lowest first, in base64.
        case base64(String)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .numbers(let numbers): try container.encode(numbers)
            case .base64(let text): try container.encode(text)
            }
        }
    }

    struct Item: Encodable, Sendable, Equatable {
        var object = "embedding"
        var index: Int
        var embedding: Vector
    }

    /// What the provider counted; texts whose vectors were kept from before cost nothing.
    struct Usage: Encodable, Sendable, Equatable {
        var promptTokens: Int
        var totalTokens: Int

        enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case totalTokens = "total_tokens"
        }
    }

    var object = "list"
    var data: [Item] = []
    var model: String
    var usage: Usage

    /// - Parameter parts: In the order of the request's texts, by one model.
    /// - Throws: ``OpenAIError`` where the vectors have another size than was asked for; ``RunFailure`` where they do not
    ///   belong together.
    init(_ parts: [Embeddings], to request: EmbeddingsRequest) throws {
        guard let first = parts.first,
            parts.allSatisfy({ $0.model == first.model && $0.dimension == first.dimension })
        else { throw RunFailure.workerLost }
        if let dimensions = request.dimensions, dimensions != first.dimension {
            throw OpenAIError.invalid(.only("dimensions", first.dimension), param: "dimensions")
        }
        self.model = first.model
        let tokens = parts.reduce(0) { $0 + ($1.promptTokens ?? 0) }
        self.usage = Usage(promptTokens: tokens, totalTokens: tokens)
        for part in parts {
            for vector in try Self.vectors(of: part, request.encoding) {
                self.data.append(Item(index: self.data.count, embedding: vector))
            }
        }
        guard self.data.count == request.texts.count else { throw RunFailure.workerLost }
    }

    private static func vectors(of part: Embeddings, _ encoding: EmbeddingsRequest.Encoding) throws -> [Vector] {
        switch encoding {
        case .float:
            guard let vectors = part.unpacked else { throw RunFailure.workerLost }
            return vectors.map { .numbers($0) }
        case .base64:
            let size = part.dimension * 4
            guard size > 0, let bytes = Data(base64Encoded: part.vectors), bytes.count.isMultiple(of: size) else {
                throw RunFailure.workerLost
            }
            return stride(from: 0, to: bytes.count, by: size).map { start in
                .base64(bytes[start..<(start + size)].base64EncodedString())
            }
        }
    }
}
