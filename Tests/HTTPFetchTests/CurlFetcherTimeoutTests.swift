import HTTPFetch
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CurlFetcherTimeoutTests {
    private static let short = Duration.milliseconds(150)
    private static let long = Duration.seconds(30)

    @Test func aConnectionThatIsNotMadeInTime() async throws {
        let listener = SilentListener(isFull: true)
        let timeouts = FetchTimeouts(connect: Self.short, firstByte: Self.long, idle: Self.long)
        try await withFetcher { fetcher in
            await Self.expect(.connectTimeout, after: Self.short) {
                try await fetcher.fetch(FetchRequest(url: "http://127.0.0.1:\(listener.port)/", timeouts: timeouts))
            }
        }
    }

    @Test func aTLSHandshakeThatDoesNotEndInTime() async throws {
        let listener = SilentListener()
        let timeouts = FetchTimeouts(connect: Self.short, firstByte: Self.long, idle: Self.long)
        try await withFetcher { fetcher in
            await Self.expect(.connectTimeout, after: Self.short) {
                try await fetcher.fetch(FetchRequest(url: "https://127.0.0.1:\(listener.port)/", timeouts: timeouts))
            }
        }
    }

    @Test func aConnectionThatDoesNotBecomeFreeInTime() async throws {
        let script: RequestScript = { _, connection in await connection.waitForClose() }
        let timeouts = FetchTimeouts(connect: Self.short, firstByte: Self.long, idle: Self.long)
        try await withScriptedServer(script) { server in
            try await withFetcher(CurlFetcherConfiguration(maximumConnections: 1, proxy: "")) { fetcher in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try? await fetcher.fetch(FetchRequest(url: server.url())) }
                    await server.wait { $0.requests == 1 }
                    await Self.expect(.connectTimeout, after: Self.short) {
                        try await fetcher.fetch(FetchRequest(url: server.url(), timeouts: timeouts))
                    }
                    group.cancelAll()
                }
            }
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nX-Unfinished: ", "HTTP/1.1 100 Continue\r\n\r\n"])
    func aResponseWhoseHeadDoesNotComeInTime(beginning: String) async throws {
        let script: RequestScript = { _, connection in
            try await connection.write(beginning)
            await connection.waitForClose()
        }
        let timeouts = FetchTimeouts(connect: Self.long, firstByte: Self.short, idle: Self.long)
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                await Self.expect(.firstByteTimeout, after: Self.short) {
                    try await fetcher.fetch(FetchRequest(url: server.url(), timeouts: timeouts))
                }
                await server.wait { $0.openConnections == 0 }
            }
        }
    }

    @Test func aBodyThatFallsSilent() async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            try await connection.writeChunk("part")
            await connection.waitForClose()
        }
        let timeouts = FetchTimeouts(connect: Self.long, firstByte: Self.long, idle: Self.short)
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                await Self.expect(.idleTimeout, after: Self.short) {
                    let response = try await fetcher.fetch(FetchRequest(url: server.url(), timeouts: timeouts))
                    return try await response.body.collect(upTo: 100)
                }
                await server.wait { $0.openConnections == 0 }
            }
        }
    }

    @Test func aBodyThatKeepsComingIsNotIdle() async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            for _ in 0..<60 {
                try await Task.sleep(for: .milliseconds(60))
                try await connection.writeChunk("x")
            }
            try await connection.writeLastChunk()
        }
        let timeouts = FetchTimeouts(connect: Self.long, firstByte: Self.long, idle: .seconds(3))
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url(), timeouts: timeouts))
                #expect(try await response.body.collect(upTo: 100).count == 60)
            }
        }
    }

    @Test func aReaderMayHoldTheSenderBackForLongerThanTheIdleTimeout() async throws {
        let size = 20 << 20
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Content-Length: \(size)"])
            try await connection.write([UInt8](repeating: 7, count: size))
        }
        let timeouts = FetchTimeouts(connect: Self.long, firstByte: Self.long, idle: .seconds(1))
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url(), timeouts: timeouts))
                try await Task.sleep(for: .milliseconds(2500))
                #expect(try await response.body.collect(upTo: size).count == size)
            }
        }
    }

    @Test func aTransferThatKeepsGoingEndsAtTheTotalTimeout() async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            while true {
                try await connection.writeChunk("x")
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        let total = Duration.milliseconds(300)
        let timeouts = FetchTimeouts(connect: Self.long, firstByte: Self.long, idle: Self.long, total: total)
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                await Self.expect(.totalTimeout, after: total) {
                    let response = try await fetcher.fetch(FetchRequest(url: server.url(), timeouts: timeouts))
                    return try await response.body.collect(upTo: 1 << 20)
                }
                await server.wait { $0.openConnections == 0 }
            }
        }
    }

    /// Expects a failure, not before its time and not much later.
    private static func expect<Result>(
        _ code: FetchError.Code,
        after duration: Duration,
        _ operation: () async throws -> Result
    ) async {
        let start = ContinuousClock.now
        #expect(await fetchErrorCode(operation) == code)
        let elapsed = start.duration(to: .now)
        #expect(elapsed >= duration)
        #expect(elapsed < duration + .seconds(5))
    }
}
