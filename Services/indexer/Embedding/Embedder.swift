/// Turns texts into vectors that lie near each other where the texts mean alike.
protocol Embedder: Sendable {
    /// Which model makes the vectors; kept with each, since those of two models cannot be compared.
    var model: EmbeddingModel { get }

    /// One vector a text, in order, of length 1 each.
    func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]]
}

/// Names what vectors were made by.
struct EmbeddingModel: Sendable, Hashable, CustomStringConvertible {
    var name: String
    var dimension: Int
    /// The cosine below which two texts count as unrelated.
    var threshold: Float

    var description: String { "\(self.name)/\(self.dimension)" }
}

/// Why there are no vectors.
struct EmbedderError: Error, CustomStringConvertible {
    var message: String

    var description: String { self.message }
}
