import Foundation
import TestSupport
import Testing

@testable import HTTPFetch

@Suite(.timeLimit(.minutes(1))) struct CurlFetcherCancellationTests {
    private static let limit = Duration.milliseconds(50)

    /// How a reader gives a response up.
    enum Way: CaseIterable {
        case taskIsCancelled, bodyIsCancelled, bodyIsDropped
    }

    @Test func whileTheKernelConnects() async throws {
        let listener = SilentListener(isFull: true)
        let before = listener.connectionsUnderWay
        try await withFetcher { fetcher in
            let duration = try await fastest(under: Self.limit) {
                let task = Task {
                    await fetchErrorCode {
                        try await fetcher.fetch(FetchRequest(url: "http://127.0.0.1:\(listener.port)/"))
                    }
                }
                while listener.connectionsUnderWay == before { try await Task.sleep(for: .milliseconds(1)) }
                let start = ContinuousClock.now
                task.cancel()
                #expect(await task.value == .cancelled)
                let duration = start.duration(to: .now)
                while listener.connectionsUnderWay > before { try await Task.sleep(for: .milliseconds(1)) }
                return duration
            }
            #expect(duration < Self.limit)
        }
    }

    @Test func whileTLSIsNegotiated() async throws {
        let listener = SilentListener()
        try await withFetcher { fetcher in
            let duration = await fastest(under: Self.limit) {
                let (talking, talks) = AsyncStream.makeStream(of: Void.self)
                async let end = listener.drainOneConnection { talks.yield() }
                let task = Task {
                    await fetchErrorCode {
                        try await fetcher.fetch(FetchRequest(url: "https://127.0.0.1:\(listener.port)/"))
                    }
                }
                for await _ in talking { break }
                let start = ContinuousClock.now
                task.cancel()
                #expect(await task.value == .cancelled)
                return start.duration(to: await end)
            }
            #expect(duration < Self.limit)
        }
    }

    @Test func whileTheRequestWaitsForAConnection() async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Content-Length: 10"])
            await connection.waitForClose()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher(CurlFetcherConfiguration(maximumConnections: 1, proxy: "")) { fetcher in
                let first = try await fetcher.fetch(FetchRequest(url: server.url("/first")))
                let task = Task {
                    await fetchErrorCode { try await fetcher.fetch(FetchRequest(url: server.url("/second"))) }
                }
                try await Task.sleep(for: .milliseconds(20))  // so that it mostly waits already; both orders must pass
                task.cancel()
                #expect(await task.value == .cancelled)
                first.body.cancel()
                await server.wait { $0.openConnections == 0 }
                #expect(server.counts.requests == 1)
            }
        }
    }

    @Test func whileTheFirstByteIsAwaited() async throws {
        let script: RequestScript = { _, connection in await connection.waitForClose() }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let duration = await fastest(under: Self.limit) {
                    let requests = server.counts.requests
                    let task = Task {
                        await fetchErrorCode { try await fetcher.fetch(FetchRequest(url: server.url())) }
                    }
                    await server.wait { $0.requests == requests + 1 }
                    let start = ContinuousClock.now
                    task.cancel()
                    #expect(await task.value == .cancelled)
                    await server.wait { $0.openConnections == 0 }
                    return start.duration(to: .now)
                }
                #expect(duration < Self.limit)
            }
        }
    }

    @Test(arguments: Way.allCases)
    func amidTheBody(way: Way) async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            try await connection.writeChunk("part")
            await connection.waitForClose()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let duration = try await fastest(under: Self.limit) {
                    try await Self.giveUp(way, fetcher, server) { iterator in
                        let part = try await iterator.next()
                        #expect(part == Array("part".utf8))
                    }
                }
                #expect(duration < Self.limit)
            }
        }
    }

    @Test(arguments: Way.allCases)
    func whileTheSenderIsHeldBack(way: Way) async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Content-Length: 1000000000"])
            while true { try await connection.write([UInt8](repeating: 1, count: 1 << 16)) }
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let duration = try await fastest(under: Self.limit) {
                    try await Self.giveUp(way, fetcher, server) { iterator in
                        let transfer = try #require(iterator.source as? TransferLease).transfer
                        while !transfer.isHeldBack { try await Task.sleep(for: .milliseconds(1)) }
                    }
                }
                #expect(duration < Self.limit)
            }
        }
    }

    @Test func aBodyThatNobodyLooksAtIsGivenUpWithItsResponse() async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("500 Oops", ["Content-Length: 1000"])
            await connection.waitForClose()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let status = try await fetcher.fetch(FetchRequest(url: server.url())).status
                #expect(status == 500)
                await server.wait { $0.openConnections == 0 }
            }
        }
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        let script: RequestScript = { _, connection in try await connection.respond() }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let (gate, open) = AsyncStream.makeStream(of: Void.self)
                let task = Task {
                    for await _ in gate { break }
                    return await fetchErrorCode { try await fetcher.fetch(FetchRequest(url: server.url())) }
                }
                task.cancel()
                open.yield()
                #expect(await task.value == .cancelled)
                #expect(server.counts.requests == 0)
            }
        }
    }

    @Test func oneCancelledStreamDisturbsNoOther() async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            for _ in 0..<50 { try await connection.writeChunk("0123456789") }
            try await connection.writeLastChunk()
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<60 {
                        group.addTask {
                            let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                            guard number.isMultiple(of: 2) else { return }
                            #expect(try await response.body.collect(upTo: 1000).count == 500)
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    /// Begins a response, prepares it, gives it up, and measures until the server has seen the connection's end.
    private static func giveUp(
        _ way: Way,
        _ fetcher: CurlFetcher,
        _ server: ScriptedServer,
        prepare: @escaping @Sendable (inout FetchBody.AsyncIterator) async throws -> Void
    ) async throws -> Duration {
        let (ready, isReady) = AsyncStream.makeStream(of: FetchBody?.self)
        let task = Task {
            let response = try await fetcher.fetch(FetchRequest(url: server.url()))
            var iterator = response.body.makeAsyncIterator()
            try await prepare(&iterator)
            isReady.yield(way == .bodyIsCancelled ? response.body : nil)
            guard way != .bodyIsDropped else { return }
            while try await iterator.next() != nil {
                if way == .bodyIsCancelled { continue }
                // A held-back reader has bytes to take before it waits; the cancelled task stops here then.
                try Task.checkCancellation()
            }
        }
        var body: FetchBody?
        for await value in ready {
            body = value
            break
        }
        let start = ContinuousClock.now
        switch way {
        case .taskIsCancelled: task.cancel()
        case .bodyIsCancelled: body?.cancel()
        case .bodyIsDropped: break
        }
        await server.wait { $0.openConnections == 0 }
        let duration = start.duration(to: .now)
        _ = await task.result
        return duration
    }
}
