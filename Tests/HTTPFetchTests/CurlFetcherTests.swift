import HTTPFetch
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CurlFetcherTests {
    @Test func aRequestArrivesAsGivenAndNothingIsAdded() async throws {
        let script: RequestScript = { request, connection in
            let names = request.headers.map { $0.name.lowercased() }.sorted().joined(separator: ",")
            try await connection.respond(
                "201 Created",
                ["X-Method: \(request.method)", "X-Path: \(request.path)", "X-Names: \(names)"],
                body: String(decoding: request.body, as: UTF8.self)
            )
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let body = String(repeating: "질문 ❓", count: 2000)
                let response = try await fetcher.fetch(
                    FetchRequest(
                        method: "POST",
                        url: server.url("/a/b?c=d"),
                        headers: [FetchHeader(name: "X-Empty", value: ""), FetchHeader(name: "X-A", value: "값")],
                        body: Array(body.utf8)
                    )
                )
                #expect(response.status == 201)
                #expect(response.headers["x-method"] == "POST")
                #expect(response.headers["X-PATH"] == "/a/b?c=d")
                #expect(response.headers["x-names"] == "accept,content-length,host,user-agent,x-a,x-empty")
                #expect(try await response.body.collect(upTo: 1 << 20) == Array(body.utf8))
            }
        }
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    func everyMethodWorksWithoutABody(method: String) async throws {
        let script: RequestScript = { request, connection in
            try await connection.respond("200 OK", body: request.method == "HEAD" ? "" : request.method)
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(method: method, url: server.url()))
                let body = try await response.body.collect(upTo: 100)
                #expect(String(decoding: body, as: UTF8.self) == (method == "HEAD" ? "" : method))
            }
        }
    }

    @Test func theResponseIsThereBeforeItsBodyAndEachPieceBeforeTheNext() async throws {
        let (steps, step) = AsyncStream.makeStream(of: Void.self)
        let script: RequestScript = { _, connection in
            var iterator = steps.makeAsyncIterator()
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            for piece in ["하나", "둘", "셋"] {
                await iterator.next()
                try await connection.writeChunk(piece)
            }
            await iterator.next()
            try await connection.writeLastChunk()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                #expect(response.status == 200)
                var iterator = response.body.makeAsyncIterator()
                for piece in ["하나", "둘", "셋"] {
                    step.yield()
                    #expect(try await iterator.next() == Array(piece.utf8))
                }
                step.yield()
                #expect(try await iterator.next() == nil)
                #expect(try await iterator.next() == nil)
            }
        }
    }

    @Test func bytesThatComeOnePerSegmentArriveWholeAndInOrder() async throws {
        let text = "안녕하세요 👩‍👩‍👧‍👦 — 여러 조각"
        let script: RequestScript = { _, connection in
            let response = "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
            try await connection.writeOneBytePerSegment(Array(response.utf8))
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                #expect(try await response.body.collect(upTo: 1000) == Array(text.utf8))
            }
        }
    }

    @Test func informationalResponsesAreSkippedAndRedirectsAreNotFollowed() async throws {
        let script: RequestScript = { _, connection in
            try await connection.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
            try await connection.respond("302 Found", ["Location: /elsewhere"])
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                #expect(response.status == 302)
                #expect(response.headers["location"] == "/elsewhere")
                #expect(response.headers["link"] == nil)
                #expect(try await response.body.collect(upTo: 0).isEmpty)
                #expect(server.counts.requests == 1)
            }
        }
    }

    @Test func aBodyReadToItsEndLeavesItsConnectionForTheNextRequest() async throws {
        let script: RequestScript = { request, connection in
            try await connection.respond(body: "\(request.connection)")
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                for _ in 0..<5 {
                    let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                    #expect(try await response.body.collect(upTo: 10) == Array("1".utf8))
                }
                #expect(server.counts == ScriptedServerCounts(connections: 1, openConnections: 1, requests: 5))
            }
        }
    }

    @Test func aRequestOnAConnectionThatTheServerHasClosedGoesOverANewOne() async throws {
        let script: RequestScript = { request, connection in
            try await connection.respond(body: "\(request.connection)")
            try await connection.close()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                for number in 1...3 {
                    let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                    #expect(try await response.body.collect(upTo: 10) == Array("\(number)".utf8))
                }
            }
        }
    }

    @Test func twoHundredStreamsRunBesideEachOther() async throws {
        let script: RequestScript = { [gate = Gate(200)] request, connection in
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            await gate.arrive()
            for index in 0..<20 { try await connection.writeChunk("\(request.path)#\(index);") }
            try await connection.writeLastChunk()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            let response = try await fetcher.fetch(FetchRequest(url: server.url("/\(number)")))
                            let body = try await response.body.collect(upTo: 10_000)
                            let expected = (0..<20).map { "/\(number)#\($0);" }.joined()
                            #expect(String(decoding: body, as: UTF8.self) == expected)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(server.counts.connections == 200)
            }
        }
    }

    @Test func aConnectionLimitMakesRequestsWaitAndNotFail() async throws {
        let script: RequestScript = { _, connection in
            try await connection.respond(body: "x")
        }
        try await withScriptedServer(script) { server in
            try await withFetcher(CurlFetcherConfiguration(maximumConnections: 3, proxy: "")) { fetcher in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<30 {
                        group.addTask {
                            let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                            #expect(try await response.body.collect(upTo: 10).count == 1)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(server.counts.connections <= 3)
                #expect(server.counts.requests == 30)
            }
        }
    }

    @Test func afterShutdownRunningAndNewFetchesFail() async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Content-Length: 10"])
            await connection.waitForClose()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                await fetcher.shutdown()
                #expect(await fetchErrorCode { try await response.body.collect(upTo: 10) } == .shutDown)
                #expect(await fetchErrorCode { try await fetcher.fetch(FetchRequest(url: server.url())) } == .shutDown)
                await server.wait { $0.openConnections == 0 }
            }
        }
    }
}
