import FoundationEssentials
import HTTPFetch
import Messages
import ServiceKit

/// Any provider with OpenAI's chat completions API.
struct OpenAIProvider: ModelProvider {
    /// Bytes of an answer that is not a stream: an error, or a whole completion.
    private static let bodyLimit = 4 << 20

    private let configuration: OpenAIConfiguration
    private let http: any HTTPFetching

    init(configuration: OpenAIConfiguration, http: some HTTPFetching) {
        self.configuration = configuration
        self.http = http
    }

    var name: String { self.configuration.name }

    func answer(
        _ request: ModelRequest,
        emit: @Sendable ([UInt8]) async throws -> Void
    ) async throws -> Completed {
        do {
            let response = try await self.http.fetch(try self.fetchRequest(for: request))
            guard response.status == 200 else { throw await Self.failure(of: response) }
            let type = response.headers["Content-Type"] ?? ""
            guard type.lowercased().hasPrefix("text/event-stream") else {
                return try await Self.wholeAnswer(in: response, emit: emit)
            }
            return try await self.streamedAnswer(in: response, emit: emit)
        } catch let error as FetchError {
            try Task.checkCancellation()
            throw ProviderFailure(error)
        } catch var failure as ProviderFailure {
            // Providers quote the key that they refuse.
            if let key = self.configuration.key?.revealed {
                failure.detail = failure.detail.replacing(key, with: "[redacted]")
            }
            throw failure
        }
    }

    private func streamedAnswer(
        in response: FetchResponse,
        emit: @Sendable ([UInt8]) async throws -> Void
    ) async throws -> Completed {
        var reader = CompletionReader(maximumEventBytes: self.configuration.maximumEventBytes)
        for try await bytes in response.body {
            let (texts, failure) = reader.read(bytes)
            for text in texts { try await emit(text) }
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
        emit: @Sendable ([UInt8]) async throws -> Void
    ) async throws -> Completed {
        let bytes = try await response.body.collect(upTo: Self.bodyLimit)
        guard let chunk = try? ChatCompletionChunk.decoded(from: bytes) else {
            throw ProviderFailure(kind: .broken, detail: "the answer is neither a stream nor a completion")
        }
        if let error = chunk.error {
            throw ProviderFailure(kind: .broken, detail: "an error after 200: \(error.description.prefix(200))")
        }
        guard let choice = chunk.choices?.first, let text = choice.message?.content else {
            throw ProviderFailure(kind: .broken, detail: "the completion has no message")
        }
        if !text.isEmpty { try await emit(Array(text.utf8)) }
        return Completed(usage: chunk.usage?.tokenUsage, finishReason: choice.finishReason)
    }

    private func fetchRequest(for request: ModelRequest) throws -> FetchRequest {
        let body = ChatCompletionRequest(
            model: request.model ?? self.configuration.model,
            messages: request.grounding.map { grounding in
                GroundedPrompt.random().messages(for: request.messages, grounding, request.language)
            } ?? request.messages,
            stream: true,
            streamOptions: .init(includeUsage: true)
        )
        var headers = [
            FetchHeader(name: "Content-Type", value: "application/json"),
            FetchHeader(name: "Accept", value: "text/event-stream"),
        ]
        if let key = self.configuration.key {
            headers.append(FetchHeader(name: "Authorization", value: "Bearer \(key.revealed)"))
        }
        if let traceparent = request.traceparent {
            headers.append(FetchHeader(name: "traceparent", value: traceparent))
        }
        return FetchRequest(
            method: "POST",
            url: "\(self.configuration.baseURL)/chat/completions",
            headers: headers,
            body: Array(try JSONEncoder().encode(body)),
            timeouts: self.configuration.timeouts
        )
    }

    private static func failure(of response: FetchResponse) async -> ProviderFailure {
        let body = (try? await response.body.collect(upTo: Self.bodyLimit)) ?? []
        let said = (try? ChatCompletionChunk.decoded(from: body))?.error?.description ?? ""
        return ProviderFailure(
            status: response.status,
            detail: "HTTP \(response.status) \(said.prefix(200))",
            retryAfter: Self.retryAfter(response.headers["Retry-After"])
        )
    }

    /// A number of seconds, at most a day (RFC 9110, section 10.2.3); a date, or what is no time, asks for nothing.
    private static func retryAfter(_ value: String?) -> Duration? {
        guard let seconds = value.flatMap({ Double($0) }), seconds >= 0, seconds.isFinite else { return nil }
        return .seconds(min(seconds, 86_400))
    }
}
