import Bus
import Messages
import Spans

/// Has texts embedded by the llm service, which alone holds the provider's keys.
struct RemoteEmbedder<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Embedder {
    let model: EmbeddingModel
    let caller: RunCaller<Queue, Registry, Log, LeaseStore>
    /// How long a batch of documents may take.
    var documentLimit = Duration.seconds(20)
    /// How long a query may take: after that its search goes on without.
    var queryLimit = Duration.milliseconds(400)

    /// Commands at once.
    private static var concurrency: Int { 4 }
    /// Bytes below which a text that is refused is not refused for its length.
    private static var shortEnough: Int { 500 }

    func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]] {
        var vectors = [[Float]](repeating: self.zero, count: texts.count)
        // Providers refuse texts in which there is nothing.
        let places = texts.indices.filter { !texts[$0].allSatisfy(\.isWhitespace) }
        let inputs = places.map { texts[$0].cut(toBytes: EmbedTexts.textLimit) }
        let made = try await self.embedAll(inputs)
        for (place, vector) in zip(places, made) { vectors[place] = vector }
        return vectors
    }

    func embedQuery(_ text: String) async throws(EmbedderError) -> [Float] {
        guard !text.allSatisfy(\.isWhitespace) else { return self.zero }
        let text = text.cut(toBytes: EmbedTexts.textLimit)
        return try await self.call([text], within: self.queryLimit).first ?? self.zero
    }

    private var zero: [Float] { [Float](repeating: 0, count: self.model.dimension) }

    /// Embeds in batches, several at once.
    private func embedAll(_ texts: [String]) async throws(EmbedderError) -> [[Float]] {
        let size = EmbedTexts.countLimit
        var starts = stride(from: 0, to: texts.count, by: size).makeIterator()
        let outcomes = await withTaskGroup(of: (Int, Result<[[Float]], EmbedderError>).self) { tasks in
            var outcomes: [Int: Result<[[Float]], EmbedderError>] = [:]
            func begin(_ start: Int) {
                let batch = Array(texts[start..<min(start + size, texts.count)])
                tasks.addTask { (start, await self.outcome(of: batch)) }
            }
            for _ in 0..<Self.concurrency {
                if let start = starts.next() { begin(start) }
            }
            while let (start, outcome) = await tasks.next() {
                outcomes[start] = outcome
                if case .success = outcome, let start = starts.next() { begin(start) }
            }
            return outcomes.sorted { $0.key < $1.key }.map(\.value)
        }
        var vectors: [[Float]] = []
        for outcome in outcomes { vectors += try outcome.get() }
        return vectors
    }

    private func outcome(of batch: [String]) async -> Result<[[Float]], EmbedderError> {
        do throws(EmbedderError) {
            return .success(try await self.embedShortened(batch))
        } catch {
            return .failure(error)
        }
    }

    /// Embeds a batch. One text that is refused is tried again by its first half and so on: models differ in the length
    /// that they take, and a text's beginning says more of it than nothing.
    private func embedShortened(_ batch: [String]) async throws(EmbedderError) -> [[Float]] {
        var batch = batch
        while true {
            do throws(EmbedderError) {
                return try await self.call(batch, within: self.documentLimit)
            } catch {
                let size = batch[0].utf8.count
                guard error.code == .refused, batch.count == 1, size > Self.shortEnough else { throw error }
                batch[0] = batch[0].cut(toBytes: size / 2)
            }
        }
    }

    private func call(_ texts: [String], within limit: Duration) async throws(EmbedderError) -> [[Float]] {
        let events: [RunEvent]
        do {
            events = try await self.caller.call(
                EmbedTexts(texts: texts, dimension: self.model.dimension),
                kind: .embedding,
                for: .indexer,
                within: limit,
                traceparent: TraceSpan.current?.traceparent
            )
        } catch let failure as RunFailure {
            throw EmbedderError(
                failure.errorType == .invalidRequest ? .refused : .unavailable,
                "\(failure.errorType.rawValue): \(failure.message)"
            )
        } catch {
            throw EmbedderError(.unavailable, "\(error)")
        }
        guard let payload = events.first(where: { $0.type == .embeddings })?.payload,
            let answer = try? Embeddings.decoded(from: payload)
        else { throw EmbedderError(.unavailable, "the answer holds no vectors") }
        guard answer.model == self.model.name, answer.dimension == self.model.dimension else {
            throw EmbedderError(
                .unavailable,
                "the vectors are of \(answer.model)/\(answer.dimension), not \(self.model)"
            )
        }
        guard let vectors = answer.unpacked, vectors.count == texts.count else {
            throw EmbedderError(.unavailable, "the answer does not hold one vector a text")
        }
        return vectors
    }
}
