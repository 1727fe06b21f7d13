import FoundationEssentials
import HTTPFetch
import Messages
import Spans
import Tracing

/// Any provider with OpenAI's chat completions API.
struct OpenAIProvider: ModelProvider {
    /// Bytes of a completion that is not a stream.
    private static let bodyLimit = 4 << 20

    private let configuration: OpenAIConfiguration
    private let endpoint: OpenAIEndpoint

    init(configuration: OpenAIConfiguration, http: some HTTPFetching) {
        self.configuration = configuration
        self.endpoint = OpenAIEndpoint(configuration, http: http)
    }

    var name: String { self.configuration.name }

    func answer(
        _ request: ModelRequest,
        emit: @Sendable (ModelDelta) async throws -> Void
    ) async throws -> Completed {
        let model = request.model ?? self.configuration.model
        return try await self.configuration.traced("chat", of: model, continuing: request.traceparent) { span in
            let completed = try await self.endpoint.post(
                "/chat/completions",
                try self.body(for: request),
                accept: "text/event-stream",
                traceparent: span.traceparent
            ) { response in
                let type = response.headers["Content-Type"] ?? ""
                guard type.lowercased().hasPrefix("text/event-stream") else {
                    return try await Self.wholeAnswer(in: response, emit: emit)
                }
                return try await self.streamedAnswer(in: response, emit: emit)
            }
            span.set("gen_ai.response.model", completed.model)
            span.set("gen_ai.response.finish_reasons", completed.finishReason.map { [$0] })
            span.set("gen_ai.usage.input_tokens", completed.usage?.promptTokens)
            span.set("gen_ai.usage.output_tokens", completed.usage?.completionTokens)
            return completed
        }
    }

    private func streamedAnswer(
        in response: FetchResponse,
        emit: @Sendable (ModelDelta) async throws -> Void
    ) async throws -> Completed {
        var reader = CompletionReader(maximumEventBytes: self.configuration.maximumEventBytes)
        for try await bytes in response.body {
            let (deltas, failure) = reader.read(bytes)
            for delta in deltas { try await emit(delta) }
            if let failure {
                response.body.cancel()
                throw failure
            }
            if reader.isDone { break }
        }
        guard reader.isDone else {
            throw ProviderFailure(kind: .broken, detail: "the stream ended without [DONE]")
        }
        return reader.completed
    }

    /// Reads an answer that came in one piece although a stream was asked for.
    private static func wholeAnswer(
        in response: FetchResponse,
        emit: @Sendable (ModelDelta) async throws -> Void
    ) async throws -> Completed {
        let bytes = try await response.body.collect(upTo: Self.bodyLimit)
        guard let chunk = try? ChatCompletionChunk.decoded(from: bytes) else {
            throw ProviderFailure(kind: .broken, detail: "the answer is neither a stream nor a completion")
        }
        if let error = chunk.error {
            throw ProviderFailure(kind: .broken, detail: "an error after 200: \(error.description.prefix(200))")
        }
        guard let choice = chunk.choices?.first, let message = choice.message,
            message.content != nil || message.toolCalls != nil
        else {
            throw ProviderFailure(kind: .broken, detail: "the completion has no message")
        }
        for delta in message.deltas { try await emit(delta) }
        return Completed(usage: chunk.usage?.tokenUsage, finishReason: choice.finishReason, model: chunk.model)
    }

    private func body(for request: ModelRequest) throws -> [UInt8] {
        let model = request.model ?? self.configuration.model
        if let original = request.original { return try CompletionBody.bytes(of: original, model: model) }
        let messages =
            request.grounding.map { grounding in
                GroundedPrompt.random().messages(for: request.messages, grounding, request.language)
            } ?? request.messages
        return Array(
            try JSONEncoder().encode(
                ChatCompletionRequest(
                    model: model,
                    messages: messages.map(OpenAIMessage.init),
                    tools: request.tools.isEmpty ? nil : request.tools.map(ChatCompletionRequest.Tool.init),
                    stream: true,
                    streamOptions: .init(includeUsage: true)
                )
            )
        )
    }
}
