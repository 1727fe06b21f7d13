import Synchronization
import TestSupport
import Testing

@testable import HTTPFetch

@Suite(.timeLimit(.minutes(1))) struct CurlFetcherGatheringTests {
    /// Sends a numbered piece every few milliseconds.
    private static func words(
        _ count: Int,
        onWord: @escaping @Sendable (_ number: Int) -> Void = { _ in }
    ) -> RequestScript {
        { _, connection in
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            for number in 0..<count {
                onWord(number)
                try await connection.writeChunk("\(number) ")
                try await Task.sleep(for: .milliseconds(5))  // the sender's pace
            }
            try await connection.writeLastChunk()
        }
    }

    private static func fetcher(_ rates: ClosedRange<Double>, _ longest: Duration) -> CurlFetcherConfiguration {
        CurlFetcherConfiguration(proxy: "", gathering: .init(rates: rates, longest: longest))
    }

    /// Reads whole bodies at once; how many pieces each came in.
    private func pieces(of count: Int, _ server: ScriptedServer, _ fetcher: CurlFetcher) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { tasks in
            for _ in 0..<4 {
                tasks.addTask {
                    let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                    var text: [UInt8] = []
                    var pieces = 0
                    for try await piece in response.body {
                        text += piece
                        pieces += 1
                    }
                    #expect(String(decoding: text, as: UTF8.self) == (0..<count).map { "\($0) " }.joined())
                    return pieces
                }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func manySmallPiecesComeTogetherAndNoneIsLost() async throws {
        try await withScriptedServer(Self.words(200)) { server in
            let gathered = try await withFetcher(Self.fetcher(5...10, .milliseconds(200))) { fetcher in
                try await self.pieces(of: 200, server, fetcher)
            }
            let single = try await withFetcher(Self.fetcher(5...10, .zero)) { fetcher in
                try await self.pieces(of: 200, server, fetcher)
            }
            let (most, least) = (gathered.max() ?? 200, single.min() ?? 0)
            #expect(2 * most < least, "\(gathered), and without gathering \(single)")
        }
    }

    @Test func oneFastStreamDoesNotWait() async throws {
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Transfer-Encoding: chunked"])
            // Each write holds a hundred chunks, as of a model that is not held back by anything.
            let chunks = String(repeating: "4\r\nword\r\n", count: 100)
            for _ in 0..<3000 { try await connection.write(Array(chunks.utf8)) }
            try await connection.writeLastChunk()
        }
        try await withScriptedServer(script) { server in
            let began = ContinuousClock.now
            try await withFetcher(Self.fetcher(10_000...10_001, .seconds(50))) { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                let body = try await response.body.collect(upTo: 1 << 21)
                #expect(body.count == 3000 * 400)
            }
            #expect(began.duration(to: .now) < .seconds(30))
        }
    }

    @Test func newRequestsAndTheEndAreNotKeptWaiting() async throws {
        let requests = Atomic(0)
        let words = Atomic(0)
        let script: RequestScript = { request, connection in
            requests.add(1, ordering: .relaxed)
            let script = Self.words(2000) { words.max($0, ordering: .relaxed) }
            try await script(request, connection)
        }
        try await withScriptedServer(script) { server in
            // No timeout of a request ends the pause.
            let day = FetchTimeouts(connect: .seconds(86_400), firstByte: .seconds(86_400), idle: .seconds(86_400))
            try await withFetcher(Self.fetcher(1...2, .seconds(3600))) { fetcher in
                let first = try await fetcher.fetch(FetchRequest(url: server.url(), timeouts: day))
                let transfer = try #require(first.body.source as? TransferLease).transfer
                // It reads no more, though words go on.
                var (buffered, before) = (-1, 0)
                while buffered != transfer.bufferedBytes || words.load(ordering: .relaxed) < before + 50 {
                    if buffered != transfer.bufferedBytes {
                        (buffered, before) = (transfer.bufferedBytes, words.load(ordering: .relaxed))
                    }
                    try await Task.sleep(for: .milliseconds(10))
                }
                async let second = fetcher.fetch(FetchRequest(url: server.url(), timeouts: day))
                try await eventually("the second request") { requests.load(ordering: .relaxed) == 2 }
                await fetcher.shutdown()
                _ = try? await second
            }
        }
    }
}
