/// Turns texts into vectors that lie near each other where the texts mean alike.
package protocol Embedder: Sendable {
    /// Which model makes the vectors; kept with each, since those of two models cannot be compared.
    var model: EmbeddingModel { get }

    /// One vector a text, in order, of length 1 each.
    func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]]
}

/// Names what vectors were made by.
package struct EmbeddingModel: Sendable, Hashable, CustomStringConvertible {
    package var name: String
    package var dimension: Int
    /// The cosine below which two texts count as unrelated.
    package var threshold: Float

    package init(name: String, dimension: Int, threshold: Float) {
        self.name = name
        self.dimension = dimension
        self.threshold = threshold
    }

    package var description: String { "\(self.name)/\(self.dimension)" }
}

/// Why there are no vectors.
package struct EmbedderError: Error, CustomStringConvertible {
    package var message: String

    package init(message: String) {
        self.message = message
    }

    package var description: String { self.message }
}
