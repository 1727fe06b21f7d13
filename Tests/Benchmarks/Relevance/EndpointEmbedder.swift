import Foundation
import HTTPFetch
import Indexer
import Logging

/// Embeds with a service that speaks OpenAI's `/embeddings`.
struct EndpointEmbedder: Embedder {
    let model: EmbeddingModel
    private let fetcher: CurlFetcher
    private let url: String

    /// Texts of one request.
    private static let batch = 16

    /// Asks the service once, to learn the dimension.
    init(url: String, model: String, threshold: Float, logger: Logger) async throws {
        self.url = url + "/embeddings"
        self.fetcher = try CurlFetcher(logger: logger)
        let probe = try await Self.request(["probe"], model: model, url: self.url, fetcher: self.fetcher)
        guard let dimension = probe.first?.count, dimension > 0 else {
            throw EmbedderError(.unavailable, "no vector came")
        }
        self.model = EmbeddingModel(name: model, dimension: dimension, threshold: threshold)
    }

    func embed(_ texts: [String]) async throws(EmbedderError) -> [[Float]] {
        var vectors: [[Float]] = []
        for start in stride(from: 0, to: texts.count, by: Self.batch) {
            let part = Array(texts[start..<min(start + Self.batch, texts.count)])
            vectors += try await Self.request(part, model: self.model.name, url: self.url, fetcher: self.fetcher)
        }
        return vectors
    }

    private static func request(
        _ texts: [String],
        model: String,
        url: String,
        fetcher: CurlFetcher
    ) async throws(EmbedderError) -> [[Float]] {
        do {
            let response = try await fetcher.fetch(
                FetchRequest(
                    method: "POST",
                    url: url,
                    headers: [FetchHeader(name: "Content-Type", value: "application/json")],
                    body: Array(try JSONEncoder().encode(Question(model: model, input: texts)))
                )
            )
            let bytes = try await response.body.collect(upTo: 64 << 20)
            guard response.status == 200 else { throw EmbedderError(.unavailable, "status \(response.status)") }
            let answer = try JSONDecoder().decode(Answer.self, from: Data(bytes))
            let vectors = answer.data.sorted { $0.index < $1.index }.map { self.normalised($0.embedding) }
            guard vectors.count == texts.count else { throw EmbedderError(.unavailable, "vectors are missing") }
            return vectors
        } catch let error as EmbedderError {
            throw error
        } catch {
            throw EmbedderError(.unavailable, "\(error)")
        }
    }

    private static func normalised(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : vector
    }

    private struct Question: Encodable {
        var model: String
        var input: [String]
    }

    private struct Answer: Decodable {
        struct Item: Decodable {
            var index: Int
            var embedding: [Float]
        }

        var data: [Item]
    }
}
