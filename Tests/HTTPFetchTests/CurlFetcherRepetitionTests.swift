import HTTPFetch
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CurlFetcherRepetitionTests {
    /// Two requests to a server that cuts a kept connection at its second request.
    private func requests(isRepeatable: Bool) async throws -> ScriptedServerCounts {
        try await withScriptedServer({ request, connection in
            if request.path == "/second", request.connection == 1 { return try await connection.reset() }
            try await connection.respond()
        }) { server in
            try await withFetcher { fetcher in
                for path in ["/first", "/second"] {
                    let request = FetchRequest(
                        method: "POST",
                        url: server.url(path),
                        body: [1],
                        isRepeatable: path == "/first" || isRepeatable
                    )
                    let response = try await fetcher.fetch(request)
                    _ = try await response.body.collect(upTo: 10)
                    #expect(response.status == 200)
                }
                return server.counts
            }
        }
    }

    @Test func aRequestThatMustNotBeRepeatedIsSentOnce() async throws {
        // libcurl sends a request again when the kept connection ends before the answer, as here the second time.
        #expect(try await self.requests(isRepeatable: true).requests == 3)
        let counts = try await self.requests(isRepeatable: false)
        #expect(counts.requests == 2)
        #expect(counts.connections == 2)
    }
}
