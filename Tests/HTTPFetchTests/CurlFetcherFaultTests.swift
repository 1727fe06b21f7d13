import HTTPFetch
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CurlFetcherFaultTests {
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(
        arguments: [
            "\(Self.chunked)4\r\npart\r\n", "\(Self.chunked)4\r\npa", "\(Self.chunked)4\r\npart\r\n0\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart",
        ],
        [false, true]
    )
    func aBodyThatIsCutGivesWhatArrivedAndThenTheCut(response: String, byReset: Bool) async throws {
        let script: RequestScript = { _, connection in
            try await connection.write(response)
            byReset ? try await connection.reset() : try await connection.close()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let code = await fetchErrorCode {
                    let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                    return try await response.body.collect(upTo: 100)
                }
                #expect(code == .connectionCut)
            }
        }
    }

    @Test func whatArrivedBeforeACutIsReadBeforeIt() async throws {
        let (cuts, cut) = AsyncStream.makeStream(of: Void.self)
        let script: RequestScript = { _, connection in
            try await connection.write("\(Self.chunked)4\r\npart\r\n")
            for await _ in cuts { break }
            try await connection.close()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                var iterator = try await fetcher.fetch(FetchRequest(url: server.url())).body.makeAsyncIterator()
                #expect(try await iterator.next() == Array("part".utf8))
                cut.yield()
                #expect(await fetchErrorCode { try await iterator.next() } == .connectionCut)
            }
        }
    }

    @Test func aBodyWithoutALengthEndsWithItsConnection() async throws {
        let script: RequestScript = { _, connection in
            try await connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it")
            try await connection.close()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                #expect(try await response.body.collect(upTo: 100) == Array("all of it".utf8))
            }
        }
    }

    @Test(arguments: [
        ("", FetchError.Code.connectionCut), ("HTTP/1.1 200 OK\r\nX: y\r\n", .connectionCut),
        ("SSH-2.0-x\r\n\r\n", .protocolError), ("HTTP/1.1 abc\r\n\r\n", .protocolError),
        ("\(Self.chunked)zz\r\n", .connectionCut),  // libcurl 7.88 does not tell it from a failed read
    ])
    func whatIsNoWholeResponseIsAFailure(response: String, code: FetchError.Code) async throws {
        let script: RequestScript = { _, connection in
            try await connection.write(response)
            try await connection.close()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let found = await fetchErrorCode {
                    try await fetcher.fetch(FetchRequest(url: server.url())).body.collect(upTo: 100)
                }
                #expect(found == code)
            }
        }
    }

    @Test func aBodyBeyondTheLimitIsRefusedAndItsConnectionClosed() async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            while true { try await connection.writeChunk([UInt8](repeating: 1, count: 1000)) }
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let request = FetchRequest(url: server.url(), maximumResponseBytes: 100_000)
                let response = try await fetcher.fetch(request)
                var count = 0
                let code = await fetchErrorCode {
                    for try await bytes in response.body { count += bytes.count }
                }
                #expect(code == .responseTooLarge)
                #expect(count <= 100_000)
                await server.wait { $0.openConnections == 0 }
            }
        }
    }

    @Test func aBodyOfExactlyTheLimitPasses() async throws {
        let script: RequestScript = { _, connection in try await connection.respond(body: "12345") }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url(), maximumResponseBytes: 5))
                #expect(try await response.body.collect(upTo: 5).count == 5)
            }
        }
    }

    @Test func aHeadBeyondTheLimitIsRefused() async throws {
        let script: RequestScript = { _, connection in
            try await connection.write("HTTP/1.1 200 OK\r\n")
            while true { try await connection.write("X-Header: \(String(repeating: "x", count: 100))\r\n") }
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let code = await fetchErrorCode { try await fetcher.fetch(FetchRequest(url: server.url())) }
                #expect(code == .responseTooLarge)
                await server.wait { $0.openConnections == 0 }
            }
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:1/", FetchError.Code.connectFailed), ("http://name.invalid/", .resolveFailed),
        ("http://[::1/", .invalidRequest),
    ])
    func anAddressThatCannotBeReachedSaysWhy(url: String, code: FetchError.Code) async throws {
        try await withFetcher { fetcher in
            #expect(await fetchErrorCode { try await fetcher.fetch(FetchRequest(url: url)) } == code)
        }
    }

    @Test func aPeerThatDoesNotSpeakTLSSaysSo() async throws {
        let script: RequestScript = { _, connection in try await connection.respond() }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let url = "https://127.0.0.1:\(server.port)/"
                let code = await fetchErrorCode { try await fetcher.fetch(FetchRequest(url: url)) }
                #expect(code == .tlsFailed)
            }
        }
    }
}
