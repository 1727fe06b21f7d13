import FoundationEssentials
import HTTPFetch
import Spans
import Tracing

/// Any provider with OpenAI's embeddings API.
struct EmbeddingProvider: Sendable {
    /// Bytes of an answer: 64 vectors of 4096 numbers, each of which takes up to 32 with what stands between them.
    private static let bodyLimit = 16 << 20

    let configuration: EmbeddingConfiguration
    private let endpoint: OpenAIEndpoint

    init(configuration: EmbeddingConfiguration, http: some HTTPFetching) {
        self.configuration = configuration
        self.endpoint = OpenAIEndpoint(configuration.endpoint, http: http)
    }

    var model: String { self.configuration.endpoint.model }

    /// One vector of `dimension` numbers for each text, in order, of length 1 each, and the tokens that it counted.
    ///
    /// - Parameter dimension: Nil takes as many as the model gives, all alike.
    /// - Throws: ``ProviderFailure``; `CancellationError`.
    func embed(_ texts: [String], dimension: Int?, traceparent: String?) async throws -> (
        vectors: [[Float]], promptTokens: Int?
    ) {
        let body = EmbeddingRequest(model: self.model, input: texts, dimensions: self.configuration.dimensions)
        let endpoint = self.configuration.endpoint
        return try await endpoint.traced("embeddings", of: self.model, continuing: traceparent) { span in
            try await self.endpoint.post(
                "/embeddings",
                Array(try JSONEncoder().encode(body)),
                accept: "application/json",
                traceparent: span.traceparent
            ) { response in
                let bytes = try await response.body.collect(upTo: Self.bodyLimit)
                guard let answer = try? JSONDecoder().decode(EmbeddingResponse.self, from: Data(bytes)) else {
                    let said = OpenAIError.said(in: bytes).map { "an error after 200: \($0.prefix(200))" }
                    throw ProviderFailure(kind: .broken, detail: said ?? "the answer is not the JSON of embeddings")
                }
                span.set("gen_ai.usage.input_tokens", answer.usage?.promptTokens)
                return (try answer.vectors(count: texts.count, dimension: dimension), answer.usage?.promptTokens)
            }
        }
    }
}
