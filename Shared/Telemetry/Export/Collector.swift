import HTTPFetch

/// Posts to an address that collects what processes tell of themselves.
struct Collector: Sendable {
    /// An answer's status and the headers that ask for patience.
    struct Answer: Sendable {
        var status: Int
        var headers: FetchHeaders
    }

    /// Bytes of an answer, which are read only so that the connection can be used again.
    private static let answerLimit = 64 << 10

    let url: String
    let headers: [FetchHeader]
    let timeout: Duration
    let http: any HTTPFetching

    /// - Throws: ``FetchError``, whose text holds neither headers nor bodies.
    func post(_ body: [UInt8], type: String) async throws(FetchError) -> Answer {
        let response = try await self.http.fetch(
            FetchRequest(
                method: "POST",
                url: self.url,
                headers: [FetchHeader(name: "Content-Type", value: type)] + self.headers,
                body: body,
                timeouts: FetchTimeouts(
                    connect: min(.seconds(3), self.timeout),
                    firstByte: self.timeout,
                    idle: self.timeout,
                    total: self.timeout
                ),
                isRepeatable: false
            )
        )
        // The status says what became of it; a body that is too long or breaks off changes nothing.
        _ = try? await response.body.collect(upTo: Self.answerLimit)
        return Answer(status: response.status, headers: response.headers)
    }
}

extension Collector.Answer {
    /// How long the other side asks us to wait; a number of seconds, at most a day (RFC 9110, section 10.2.3).
    var retryAfter: Duration? {
        guard let seconds = self.headers["Retry-After"].flatMap({ Double($0) }), seconds >= 0, seconds.isFinite else {
            return nil
        }
        return .seconds(min(seconds, 86_400))
    }
}
