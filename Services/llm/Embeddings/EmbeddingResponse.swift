import Messages

/// What a provider answers to a ``EmbeddingRequest``.
struct EmbeddingResponse: Decodable, Sendable {
    struct Item: Decodable, Sendable {
        /// The place of the item's text in the request.
        var index: Int
        var embedding: [Float]
    }

    struct Usage: Decodable, Sendable {
        var promptTokens: Int?

        enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
        }
    }

    var data: [Item]
    var usage: Usage?

    /// The vectors in the order of the request's texts, of length 1 each; one that is all zero stays so.
    ///
    /// - Parameters:
    ///   - count: How many texts the request had.
    ///   - dimension: How many numbers each vector must have; nil for as many as the first.
    func vectors(count: Int, dimension: Int?) throws(ProviderFailure) -> [[Float]] {
        guard self.data.count == count else {
            throw ProviderFailure(kind: .broken, detail: "\(self.data.count) vectors for \(count) texts")
        }
        let dimension = dimension ?? self.data.first?.embedding.count ?? 0
        guard EmbedTexts.dimensions.contains(dimension) else {
            throw ProviderFailure(kind: .refused, detail: "vectors of \(dimension) numbers")
        }
        var vectors = [[Float]](repeating: [], count: count)
        for item in self.data {
            guard vectors.indices.contains(item.index), vectors[item.index].isEmpty else {
                throw ProviderFailure(kind: .broken, detail: "the vectors are not numbered by the texts")
            }
            guard item.embedding.count == dimension else {
                // To ask again would not help: the model or the setting is another.
                let detail = "vectors of \(item.embedding.count) numbers, where \(dimension) are wanted"
                throw ProviderFailure(kind: .refused, detail: detail)
            }
            vectors[item.index] = try Self.normalised(item.embedding)
        }
        return vectors
    }

    private static func normalised(_ vector: [Float]) throws(ProviderFailure) -> [Float] {
        let length = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length.isFinite else {
            throw ProviderFailure(kind: .broken, detail: "a vector has what is no number")
        }
        return length > 0 ? vector.map { Float(Double($0) / length) } : vector
    }
}
