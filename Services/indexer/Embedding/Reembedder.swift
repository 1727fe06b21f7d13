import Logging
import Messages
import ServiceLifecycle

/// Gives documents of another model new vectors, in the background; until then full text finds them.
struct Reembedder<Store: VectorStore>: Service {
    let store: Store
    let embedder: any Embedder
    let logger: Logger
    var batch = 128
    /// How often it looks whether a replica with another model has written.
    var interval = Duration.seconds(60)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let count = try await self.embedAll()
                    if count > 0 {
                        let metadata: Logger.Metadata = ["model": "\(self.embedder.model)", "count": "\(count)"]
                        self.logger.notice("Documents have vectors of the present model", metadata: metadata)
                    }
                } catch {
                    self.logger.warning("Embedding documents again failed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: self.interval)
            }
        }
    }

    /// Works until no document of another model is left, and returns how many there were.
    func embedAll() async throws -> Int {
        var count = 0
        while !Task.isCancelled {
            let documents = try await self.store.documentsToEmbedAgain(limit: self.batch)
            guard !documents.isEmpty else { break }
            let vectors = try await self.embedder.embed(documents.map(\.text))
            guard vectors.count == documents.count else { throw EmbedderError(message: "vectors are missing") }
            try await self.store.replaceVectors(Array(zip(documents, vectors)).map { ($0, $1) })
            count += documents.count
        }
        return count
    }
}
