import Bus
import FoundationEssentials
import HTTPFetch
import ServiceKit

/// Makes the requests to one OpenAI-compatible provider; what goes wrong becomes a failure that never holds the key.
struct OpenAIEndpoint: Sendable {
    /// Bytes of an answer that tells of an error.
    private static let errorLimit = 4 << 20

    private let baseURL: String
    private let key: Secret?
    private let timeouts: FetchTimeouts
    private let http: any HTTPFetching

    init(_ configuration: OpenAIConfiguration, http: some HTTPFetching) {
        self.baseURL = configuration.baseURL
        self.key = configuration.key
        self.timeouts = configuration.timeouts
        self.http = http
    }

    /// Posts JSON and lets `read` make the answer of a response that is well.
    ///
    /// - Parameter body: JSON text.
    /// - Throws: ``ProviderFailure``; whatever else `read` throws; `CancellationError`.
    func post<Answer>(
        _ path: String,
        _ body: [UInt8],
        accept: String,
        traceparent: String?,
        read: (FetchResponse) async throws -> Answer
    ) async throws -> Answer {
        do {
            let request = self.request(path, body, accept: accept, traceparent: traceparent)
            CommandStopwatch.providerIsAsked()
            let response = try await self.http.fetch(request)
            guard response.status == 200 else { throw await Self.failure(of: response) }
            return try await read(response)
        } catch let error as FetchError {
            try Task.checkCancellation()
            throw ProviderFailure(error)
        } catch var failure as ProviderFailure {
            // Providers quote the key that they refuse.
            if let key = self.key?.revealed {
                failure.detail = failure.detail.replacing(key, with: "[redacted]")
            }
            throw failure
        }
    }

    private func request(
        _ path: String,
        _ body: [UInt8],
        accept: String,
        traceparent: String?
    ) -> FetchRequest {
        var headers = [
            FetchHeader(name: "Content-Type", value: "application/json"), FetchHeader(name: "Accept", value: accept),
        ]
        if let key = self.key {
            headers.append(FetchHeader(name: "Authorization", value: "Bearer \(key.revealed)"))
        }
        if let traceparent {
            headers.append(FetchHeader(name: "traceparent", value: traceparent))
        }
        return FetchRequest(
            method: "POST",
            url: self.baseURL + path,
            headers: headers,
            body: body,
            timeouts: self.timeouts
        )
    }

    private static func failure(of response: FetchResponse) async -> ProviderFailure {
        let body = (try? await response.body.collect(upTo: Self.errorLimit)) ?? []
        let said = OpenAIError.said(in: body) ?? ""
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
