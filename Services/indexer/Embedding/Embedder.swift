/// Turns texts into vectors that lie near each other where the texts mean alike.
package protocol Embedder: Sendable {
    /// Which model makes the vectors; kept with each, since those of two models cannot be compared.
    var model: EmbeddingModel { get }

    /// One vector a text, in order, of length 1 each, or all zero where the text says nothing.
    func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]]

    /// The vector of what somebody searches for, soon or not at all: that person waits.
    func embedQuery(_ text: String) async throws(EmbedderError) -> [Float]
}

extension Embedder {
    package func embedQuery(_ text: String) async throws(EmbedderError) -> [Float] {
        guard let vector = try await self.embed([text]).first else {
            throw EmbedderError(.unavailable, "the vector is missing")
        }
        return vector
    }

    /// Whether the model is there and takes texts; where it does, what it fails at is the fault of the text.
    ///
    /// The text is one that nobody can have kept the vector of.
    func isWell() async -> Bool {
        (try? await self.embed(["aura \(UInt64.random(in: .min ... .max))"]))?.count == 1
    }
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
