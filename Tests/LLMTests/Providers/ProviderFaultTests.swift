import HTTPFetch
import Messages
import TestSupport
import Testing

@testable import LLM

/// What providers do wrong, over real HTTP.
@Suite(.timeLimit(.minutes(1))) struct ProviderFaultTests {
    private static let eventStream = ["Content-Type: text/event-stream", "Transfer-Encoding: chunked"]

    private struct Outcome: Sendable {
        var text: String
        var completed: Completed?
        var failure: ProviderFailure?
    }

    /// Lets one answer come from a scripted server.
    private func outcome(
        firstByte: Duration = .seconds(20),
        idle: Duration = .seconds(20),
        _ script: @escaping RequestScript
    ) async throws -> Outcome {
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let configuration = OpenAIConfiguration.test(
                    baseURL: server.url("/v1"),
                    firstByte: firstByte,
                    idle: idle
                )
                let provider = OpenAIProvider(configuration: configuration, http: fetcher)
                let emitted = Emitted()
                do {
                    let completed = try await provider.answer(into: emitted)
                    return Outcome(text: emitted.text, completed: completed)
                } catch let failure as ProviderFailure {
                    return Outcome(text: emitted.text, failure: failure)
                }
            }
        }
    }

    @Test func bytesThatComeOneASegmentMakeTheWholeText() async throws {
        let outcome = try await self.outcome { request, connection in
            #expect(request.path == "/v1/chat/completions")
            try await connection.writeHead(
                "200 OK",
                ["Content-Type: text/event-stream; charset=utf-8", "Connection: close"]
            )
            let stream = delta("안녕") + delta(" 👨‍👩‍👧‍👦") + delta("\\n끝") + "data: [DONE]\n\n"
            try await connection.writeOneBytePerSegment(Array(stream.utf8))
            try await connection.close()
        }
        #expect(outcome.text == "안녕 👨‍👩‍👧‍👦\n끝")
        #expect(outcome.completed != nil)
    }

    @Test func aStreamThatIsDoneNeedNotEnd() async throws {
        let outcome = try await self.outcome { _, connection in
            try await connection.writeHead("200 OK", Self.eventStream)
            try await connection.writeChunk(delta("a") + "data: [DONE]\n\n")
        }
        #expect(outcome.text == "a")
        #expect(outcome.completed != nil)
    }

    @Test(arguments: [
        ("401 Unauthorized", ProviderFailure.Kind.unauthorized, RunFailure.ErrorType.provider),
        ("429 Too Many Requests", .rateLimited, .rateLimited), ("500 Internal Server Error", .unavailable, .provider),
        ("400 Bad Request", .invalidRequest, .invalidRequest), ("503 Service Unavailable", .unavailable, .provider),
        ("302 Found", .broken, .provider),
    ])
    func aRefusalIsTyped(status: String, kind: ProviderFailure.Kind, type: RunFailure.ErrorType) async throws {
        let outcome = try await self.outcome { _, connection in
            let body = #"{"error":{"message":"at 10.0.0.7: Traceback (most recent call last)"}}"#
            let headers = ["Content-Type: application/json", "Retry-After: 7", "Location: http://127.0.0.1:1/"]
            try await connection.respond(status, headers, body: body)
        }
        let failure = try #require(outcome.failure)
        #expect(failure.kind == kind)
        #expect(failure.retryAfter == .seconds(7))
        #expect(failure.runFailure.errorType == type)
        #expect(!failure.runFailure.message.contains("10.0.0.7"))
        #expect(outcome.text.isEmpty)
    }

    @Test(arguments: [false, true])
    func aStreamThatIsCutIsBroken(byReset: Bool) async throws {
        let (reads, read) = AsyncStream.makeStream(of: Never.self)
        let outcome = try await withScriptedServer({ _, connection in
            try await connection.writeHead("200 OK", Self.eventStream)
            try await connection.writeChunk(delta("half"))
            for await _ in reads {}
            byReset ? try await connection.reset() : try await connection.close()
        }) { server in
            try await withFetcher { fetcher in
                let provider = OpenAIProvider(configuration: .test(baseURL: server.url("/v1")), http: fetcher)
                let emitted = Emitted()
                do {
                    _ = try await provider.answer(.hello) { piece in
                        emitted.add(piece)
                        read.finish()
                    }
                    return Outcome(text: emitted.text, completed: Completed())
                } catch let failure as ProviderFailure {
                    return Outcome(text: emitted.text, failure: failure)
                }
            }
        }
        #expect(outcome.text == "half")
        #expect(outcome.failure?.kind == .broken)
    }

    @Test(arguments: ["", "data: [DONE]", "data: [DON", delta("b").dropLast(1).description])
    func aStreamThatEndsWithoutDoneIsBroken(rest: String) async throws {
        let outcome = try await self.outcome { _, connection in
            try await connection.writeHead("200 OK", Self.eventStream)
            try await connection.writeChunk(delta("a") + rest)
            try await connection.writeLastChunk()
        }
        #expect(outcome.text == "a")
        #expect(outcome.failure?.kind == .broken)
    }

    @Test(arguments: [
        (Self.eventStream, "data: {\"error\":{\"message\":\"overloaded\"}}\n\ndata: [DONE]\n\n"),
        (Self.eventStream, "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"),
        (["Content-Type: application/json", "Transfer-Encoding: chunked"], "{\"error\":{\"message\":\"overloaded\"}}"),
        (["Transfer-Encoding: chunked"], "{\"error\":{\"message\":\"overloaded\"}}"),
        (Self.eventStream, "data: garbage\n\ndata: [DONE]\n\n"), (Self.eventStream, "data: {\"choices\":\n\n"),
        (["Content-Type: text/html", "Transfer-Encoding: chunked"], "<html>It works!</html>"),
    ])
    func whatIsNoAnswerThough200IsBroken(headers: [String], body: String) async throws {
        let outcome = try await self.outcome { _, connection in
            try await connection.writeHead("200 OK", headers)
            try await connection.writeChunk(body)
            try await connection.writeLastChunk()
        }
        #expect(outcome.text.isEmpty)
        #expect(outcome.failure?.kind == .broken)
    }

    @Test func silenceBeforeTheFirstByteTimesOut() async throws {
        let outcome = try await self.outcome(firstByte: .milliseconds(200)) { _, connection in
            await connection.waitForClose()
        }
        #expect(outcome.failure?.kind == .timeout)
        #expect(outcome.failure?.runFailure.errorType == .providerTimeout)
    }

    @Test(arguments: ["", delta("half")])
    func silenceInTheMiddleTimesOut(before: String) async throws {
        let outcome = try await self.outcome(idle: .milliseconds(200)) { _, connection in
            // One write: a busy machine must not put the silence between the two.
            let size = String(before.utf8.count, radix: 16)
            let chunk = before.isEmpty ? "" : "\(size)\r\n\(before)\r\n"
            let head = (["HTTP/1.1 200 OK"] + Self.eventStream + ["", ""]).joined(separator: "\r\n")
            try await connection.write(head + chunk)
            await connection.waitForClose()
        }
        #expect(outcome.failure?.kind == .timeout)
        #expect(outcome.text == (before.isEmpty ? "" : "half"))
    }

    @Test(arguments: [true, false])
    func aLineOfAHundredMegabytesIsGivenUpAndItsConnectionClosed(isStream: Bool) async throws {
        let sent = CallCount()
        let outcome = try await self.outcome { _, connection in
            let type = isStream ? "text/event-stream" : "application/json"
            try await connection.writeHead("200 OK", ["Content-Type: \(type)", "Transfer-Encoding: chunked"])
            if isStream { try await connection.writeChunk("data: ") }
            let megabyte = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
            for _ in 0..<100 {
                try await connection.writeChunk(megabyte)
                _ = sent.next()
            }
            try await connection.writeLastChunk()
        }
        #expect(outcome.failure?.kind == .broken)
        #expect(outcome.text.isEmpty)
        // The rest was never sent: nobody read it.
        #expect(sent.value < 100)
    }

    @Test func nobodyThereIsUnreachable() async throws {
        try await withFetcher { fetcher in
            let provider = OpenAIProvider(configuration: .test(baseURL: "http://127.0.0.1:1/v1"), http: fetcher)
            #expect(await provider.failure()?.kind == .unreachable)
        }
    }

    @Test func aCancelClosesTheConnectionAtOnce() async throws {
        for isBeforeFirstByte in [true, false] {
            let closes = AsyncStream.makeStream(of: Void.self)
            try await withScriptedServer({ _, connection in
                if !isBeforeFirstByte {
                    try await connection.writeHead("200 OK", Self.eventStream)
                    try await connection.writeChunk(delta("a"))
                }
                await connection.waitForClose()
                closes.continuation.finish()
            }) { server in
                try await withFetcher { fetcher in
                    let provider = OpenAIProvider(configuration: .test(baseURL: server.url("/v1")), http: fetcher)
                    let emitted = Emitted()
                    await withTaskGroup(of: Void.self) { tasks in
                        tasks.addTask {
                            await #expect(throws: CancellationError.self) {
                                _ = try await provider.answer(into: emitted)
                            }
                        }
                        await server.wait { $0.requests == 1 }
                        while !isBeforeFirstByte, emitted.texts.isEmpty { await Task.yield() }
                        tasks.cancelAll()
                    }
                    for await _ in closes.stream {}
                }
            }
        }
    }

    @Test func aSlowReaderHoldsTheProviderBack() async throws {
        let sent = CallCount()
        let (openings, opening) = AsyncStream.makeStream(of: Never.self)
        try await withScriptedServer({ _, connection in
            try await connection.writeHead("200 OK", Self.eventStream)
            let event = Array(delta(String(repeating: "x", count: 60_000)).utf8)
            for _ in 0..<1000 {
                try await connection.writeChunk(event)
                _ = sent.next()
            }
            try await connection.writeChunk("data: [DONE]\n\n")
        }) { server in
            try await withFetcher { fetcher in
                let provider = OpenAIProvider(configuration: .test(baseURL: server.url("/v1")), http: fetcher)
                let count = CallCount()
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        _ = try await provider.answer(.hello) { _ in
                            if count.next() == 1 { for await _ in openings {} }
                        }
                    }
                    // What the sockets hold between the two is all that can be under way.
                    var last = -1
                    while sent.value == 0 || sent.value != last {
                        last = sent.value
                        try await Task.sleep(for: .milliseconds(200))
                    }
                    #expect(last < 1000)
                    opening.finish()
                    try await tasks.waitForAll()
                    #expect(count.value == 1000)
                }
            }
        }
    }
}
