import FoundationEssentials
import Logging
import Messages
import Metrics
import Synchronization

/// Embeds texts: those of late out of its cache, the others at the provider, which is asked again where that may help.
final class TextEmbedder: Sendable {
    private let provider: EmbeddingProvider
    private let policy: RetryPolicy
    private let logger: Logger
    private let cache: Mutex<EmbeddingCache>

    init(
        _ provider: EmbeddingProvider,
        cache: EmbeddingCache = EmbeddingCache(),
        policy: RetryPolicy = RetryPolicy(),
        logger: Logger
    ) {
        self.provider = provider
        self.policy = policy
        self.logger = logger
        self.cache = Mutex(cache)
    }

    /// The model's name.
    var model: String { self.provider.model }

    /// The vectors of a command's texts.
    ///
    /// - Parameter deadline: When nobody waits any more, Unix milliseconds; the provider is not asked again after it.
    /// - Throws: ``ProviderFailure``; `CancellationError`.
    func embed(
        _ command: EmbedTexts,
        until deadline: Int64,
        traceparent: String?,
        subject: Logger.Metadata
    ) async throws -> Embeddings {
        let model = self.provider.model
        let keys = command.texts.map { EmbeddingCache.Key(model: model, dimension: command.dimension ?? 0, text: $0) }
        var vectors = self.cache.withLock { cache in keys.map { cache.vector(for: $0) } }
        var promptTokens: Int?
        let missing = vectors.indices.filter { vectors[$0] == nil }
        Counter(label: "aura_embeddings_total", dimensions: [("from", "cache")])
            .increment(by: keys.count - missing.count)
        if !missing.isEmpty {
            let texts = missing.map { command.texts[$0] }
            let (made, tokens) = try await self.ask(
                for: texts,
                command.dimension,
                until: deadline,
                traceparent,
                subject
            )
            Counter(label: "aura_embeddings_total", dimensions: [("from", "provider")]).increment(by: made.count)
            promptTokens = tokens
            self.cache.withLock { cache in
                for (place, vector) in zip(missing, made) {
                    vectors[place] = vector
                    cache.insert(vector, for: keys[place])
                }
            }
        }
        let all = vectors.compactMap(\.self)
        return Embeddings(
            model: model,
            dimension: command.dimension ?? all.first?.count ?? 0,
            vectors: all,
            promptTokens: missing.isEmpty ? 0 : promptTokens
        )
    }

    private func ask(
        for texts: [String],
        _ dimension: Int?,
        until deadline: Int64,
        _ traceparent: String?,
        _ subject: Logger.Metadata
    ) async throws -> (vectors: [[Float]], promptTokens: Int?) {
        var attempt = 1
        while true {
            do {
                return try await self.provider.embed(texts, dimension: dimension, traceparent: traceparent)
            } catch let failure as ProviderFailure {
                let name = self.provider.configuration.endpoint.name
                failure.report(of: name, attempt: attempt, subject: subject, to: self.logger)
                let jitter = Double.random(in: 0...1)
                guard let delay = self.policy.delay(after: failure, attempt: attempt, jitter: jitter),
                    Self.now + Int64(delay / .milliseconds(1)) < deadline
                else { throw failure }
                try await Task.sleep(for: delay)
                attempt += 1
            }
        }
    }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
