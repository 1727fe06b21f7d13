import Logging
import Messages
import ServiceLifecycle

/// Gives documents whose vectors are outdated new ones, in the background. Until then full text finds those of another
/// model.
struct Reembedder<Store: VectorStore>: Service {
    let store: Store
    let embedder: any Embedder
    let logger: Logger
    var batch = 128
    /// How often it looks whether a replica with another model has written, or a rebuild has begun.
    var interval = Duration.seconds(2)
    /// How long it rests after a failure.
    var rest = Duration.seconds(60)
    /// How often a text is tried that the model, being there, does not take.
    var attempts = 3

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var hasFailed = false
            while !Task.isCancelled {
                do {
                    // A model that is away is not sent batch after batch, which would all wait for it.
                    if hasFailed, await !self.embedder.isWell() {
                        throw EmbedderError(.unavailable, "the model is still away")
                    }
                    hasFailed = false
                    let count = try await self.embedAll()
                    if count > 0 {
                        let metadata: Logger.Metadata = ["model": "\(self.embedder.model)", "count": "\(count)"]
                        self.logger.notice("Documents have vectors of the present model", metadata: metadata)
                    }
                    try? await Task.sleep(for: self.interval)
                } catch {
                    hasFailed = true
                    self.logger.warning("Embedding documents again failed", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: self.rest)
                }
            }
        }
    }

    /// Works until no outdated vector is left, and returns how many there were.
    func embedAll() async throws -> Int {
        var count = 0
        while !Task.isCancelled {
            let documents = try await self.store.documentsToEmbedAgain(limit: self.batch)
            guard !documents.isEmpty else { break }
            let vectors = try await self.vectors(of: documents)
            try await self.store.replaceVectors(Array(zip(documents, vectors)).map { ($0, $1) })
            count += documents.count
        }
        return count
    }

    private func vectors(of documents: [Document]) async throws(EmbedderError) -> [[Float]] {
        do throws(EmbedderError) {
            let vectors = try await self.embedder.embed(documents.map(\.text))
            guard vectors.count == documents.count else { throw EmbedderError(.unavailable, "vectors are missing") }
            return vectors
        } catch {
            guard await self.embedder.isWell() else { throw error }
        }
        var vectors: [[Float]] = []
        for document in documents { vectors.append(try await self.vector(of: document)) }
        return vectors
    }

    /// The vector of one document. Of a text that the model does not take it is all zero: only full text finds that, and
    /// the documents after it are not held up.
    private func vector(of document: Document) async throws(EmbedderError) -> [Float] {
        var attempt = 1
        while true {
            do throws(EmbedderError) {
                return try await self.embedder.embed([document.text]).first ?? []
            } catch {
                guard await self.embedder.isWell() else { throw error }
                attempt += 1
                guard error.code == .refused || attempt > self.attempts else { continue }
                let metadata: Logger.Metadata = [
                    "tenant": "\(document.key.tenant)", "document": "\(document.key.id)", "error": "\(error)",
                ]
                self.logger.warning("A document has no vector: the model does not take its text", metadata: metadata)
                return [Float](repeating: 0, count: self.embedder.model.dimension)
            }
        }
    }
}
