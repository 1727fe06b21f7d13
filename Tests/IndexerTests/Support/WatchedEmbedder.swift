import Synchronization

@testable import Indexer

/// The built-in embedder, with a count of the texts that it was given.
final class WatchedEmbedder: Embedder {
    let model = HashingEmbedder().model
    private let count = Atomic(0)

    var texts: Int { self.count.load(ordering: .relaxed) }

    func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]] {
        self.count.add(texts.count, ordering: .relaxed)
        return try await HashingEmbedder().embed(texts)
    }
}
