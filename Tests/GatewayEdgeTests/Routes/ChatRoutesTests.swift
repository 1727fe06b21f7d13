import Bus
import Foundation
import HTTPTypes
import Messages
import ServerSentEvents
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct ChatRoutesTests {
    private static let hello = #"{"message":"hello"}"#

    // Contract §6.2, with X-Run-ID of ours.
    @Test(arguments: ["/chat/stream", "/aura/chat/stream"])
    func aStreamHasExactlyTheHeadersThatTheGatewayExpects(path: String) async throws {
        try await RunningEdge.with { edge in
            try await edge.answering("hi") {
                let answer = try await edge.send("POST", path, body: Self.hello)
                #expect(answer.status == 200)
                #expect(answer.values("Content-Type") == ["text/event-stream"])
                #expect(answer.values("Cache-Control") == ["no-cache"])
                #expect(answer.values("Connection") == ["keep-alive"])
                #expect(answer.values("X-Accel-Buffering") == ["no"])
                #expect(answer.values("Transfer-Encoding") == ["chunked"])
                #expect(answer.values("Content-Encoding").isEmpty)
                #expect(answer.values("X-Run-ID").count == 1)
                #expect(answer.values("X-Run-ID").first.flatMap { RunID($0) } != nil)
            }
        }
    }

    @Test func anAnswerArrivesOnceInOrderAndIntact() async throws {
        try await RunningEdge.with { edge in
            let words = ["안녕", "하세요\n", " 👨‍👩‍👧‍👦 ", "a\n\nb", "[DONE]x", "끝"]
            try await edge.answering("안녕", "하세요\n", " 👨‍👩‍👧‍👦 ", "a\n\nb", "[DONE]x", "끝") {
                let answer = try await edge.send("POST", "/chat/stream", body: Self.hello)
                let events = try answer.events()
                #expect(answer.text.hasPrefix(": connected\n\n"))
                #expect(answer.text.hasSuffix("\n\ndata: [DONE]\n\n"))
                #expect(events.dropLast().map { String(decoding: $0.data, as: UTF8.self) } == words)
                let run = try #require(answer.values("X-Run-ID").first)
                #expect(events.dropLast().map(\.id) == (2...7).map { "\(run):1-\($0)" })
                #expect(events.endsWithDone)
            }
        }
    }

    @Test func headersAndAFirstCommentComeBeforeTheFirstToken() async throws {
        try await RunningEdge.with { edge in
            let request = try RunningEdge.request("POST", "/chat/stream", body: Self.hello)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                let text = await connection.read(untilText: ": connected\n\n")
                #expect(text.hasPrefix("HTTP/1.1 200"))
                let run = try await edge.nextCommand().run
                try await edge.worker.begin(run)
                try await edge.worker.say("one", in: run)
                #expect(await connection.read(untilText: "data: one\n\n").contains("\(run):1-2"))
                try await edge.worker.complete(run)
                #expect(await connection.read(untilText: "[DONE]").contains("data: [DONE]\n\n"))
            }
        }
    }

    @Test func silenceIsFilledWithPings() async throws {
        try await RunningEdge.with(["AURA_PING_INTERVAL": "0.1"]) { edge in
            let request = try RunningEdge.request("POST", "/chat/stream", body: Self.hello)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                let text = await connection.read(untilText: ": ping (id: unchanged)\n\n")
                #expect(text.contains(": ping (id: unchanged)\n\n"))
            }
        }
    }

    @Test func theQuestionMayStandInTheQuery() async throws {
        try await RunningEdge.with { edge in
            let target = "/chat/stream?message=%EC%95%88%EB%85%95+%26%20%F0%9F%91%8B&model=m-1"
            let request = try RunningEdge.request(
                "POST",
                target,
                ["Content-Length": "0", "Accept-Language": "en-US,ko"]
            )
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                let chat = try ContinueChat.decoded(from: try await edge.nextCommand().body)
                #expect(chat.messages.map(\.role) == [.user])
                #expect(["안녕 & 👋", "안녕+& 👋"].contains(chat.messages.first?.content))
                #expect(chat.model == "m-1")
                #expect(chat.language == .english)
            }
        }
    }

    @Test func aFailureIsATypedErrorAndDone() async throws {
        try await RunningEdge.with { edge in
            let request = try RunningEdge.request("POST", "/chat/stream", body: Self.hello)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                let run = try await edge.nextCommand().run
                try await edge.worker.begin(run)
                try await edge.worker.say("half", in: run)
                try await edge.worker.fail(run, .providerTimeout)
                let answer = try #require(EdgeAnswer(await connection.readToEnd()))
                let events = try answer.events()
                #expect(events.text == "half")
                #expect(events.errorTypes == ["ProviderTimeout"])
                #expect(events.endsWithDone)
            }
        }
    }

    @Test func aRunThatNobodyBeginsEndsAfterItsDeadline() async throws {
        try await RunningEdge.with(["AURA_START_TIMEOUT": "0.2"]) { edge in
            let events = try await edge.send("POST", "/chat/stream", body: Self.hello).events()
            #expect(events.errorTypes == ["DeadlineExceeded"])
            #expect(events.endsWithDone)
            #expect(try await edge.send("POST", "/chat", body: Self.hello).status == 503)
        }
    }

    @Test func oneAnswerInOnePieceIsAnEnvelope() async throws {
        try await RunningEdge.with { edge in
            try await edge.answering("안", "녕") {
                let answer = try await edge.send("POST", "/aura/chat", body: Self.hello)
                #expect(answer.status == 200)
                #expect(answer.values("Content-Type") == ["application/json"])
                let json = try answer.json()
                #expect(json["success"] as? Bool == true)
                #expect(json["status"] as? String == "SUCCESS")
                let data = try #require(json["data"] as? NSDictionary)
                #expect(data["text"] as? String == "안녕")
                #expect((data["runId"] as? String).flatMap { RunID($0) } != nil)
                #expect(data["usage"] as? NSDictionary == ["promptTokens": 1, "completionTokens": 2, "totalTokens": 3])
            }
        }
    }

    @Test(arguments: [(RunFailure.ErrorType.provider, 502), (.providerTimeout, 504), (.rateLimited, 502)])
    func aFailedAnswerInOnePieceHasItsStatus(type: RunFailure.ErrorType, status: Int) async throws {
        try await RunningEdge.with { edge in
            let request = try RunningEdge.request("POST", "/chat", body: Self.hello)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                let run = try await edge.nextCommand().run
                try await edge.worker.begin(run)
                try await edge.worker.fail(run, type)
                let answer = try #require(EdgeAnswer(await connection.readToEnd()))
                #expect(answer.status == status)
                #expect(try answer.json()["success"] as? Bool == false)
            }
        }
    }

    // MARK: - Resuming by Last-Event-ID on the same POST

    @Test func aKnownIDResumesItsRunAndNeverStartsAnother() async throws {
        try await RunningEdge.with { edge in
            let (run, entries) = try await edge.answeredRun("a", "b", "c")
            for (index, entry) in entries.enumerated() {
                let answer = try await edge.send(
                    "POST",
                    "/chat/stream",
                    ["Last-Event-ID": "\(run):\(entry.id)"],
                    body: Self.hello
                )
                let events = try answer.events()
                #expect(events.text == ["bc", "c", "", ""][index])
                #expect(events.endsWithDone)
                #expect(answer.values("X-Run-ID") == [run.description])
            }
            #expect(try await edge.queue.backlog() == 0)
        }
    }

    @Test func anIDOfTheEdgesOwnMeansItsPlace() async throws {
        try await RunningEdge.with { edge in
            let (run, entries) = try await edge.answeredRun("a", "b")
            let id = "\(run):\(try #require(entries.first).id).e1"
            let answer = try await edge.send("POST", "/chat/stream", ["Last-Event-ID": id], body: Self.hello)
            #expect(try answer.events().text == "b")
        }
    }

    // Contract §6.4: `event_123` is what a test of the gateway sends; the peer's ids are numbers.
    @Test(arguments: ["event_123", "41", "1769938200123456", "", "x:1-2", "0123456789abcdefghij:1", "한글"])
    func aForeignIDStartsANewRun(id: String) async throws {
        try await RunningEdge.with { edge in
            try await edge.answering("new") {
                let answer = try await edge.send("POST", "/chat/stream", ["Last-Event-ID": id], body: Self.hello)
                #expect(answer.status == 200)
                #expect(try answer.events().text == "new")
            }
        }
    }

    @Test func anIDOfARunThatIsGoneSaysSo() async throws {
        try await RunningEdge.with { edge in
            let run = RunID.random()
            for (method, target) in [("POST", "/chat/stream"), ("GET", "/runs/\(run)/stream")] {
                let answer = try await edge.send(
                    method,
                    target,
                    ["Last-Event-ID": "\(run):1-5"],
                    body: method == "POST" ? Self.hello : nil
                )
                #expect(answer.status == 200)
                let events = try answer.events()
                #expect(events.errorTypes == ["ReplayUnavailable"])
                #expect(events.endsWithDone)
                #expect(events.count == 2)
            }
            #expect(try await edge.queue.backlog() == 0)
        }
    }

    @Test func aClientThatDropsGoesOnAtAnotherReplica() async throws {
        let bus = InMemoryBus()
        let queue = InMemoryCommandQueue()
        try await RunningEdge.with(bus: bus, queue: queue) { first in
            try await RunningEdge.with(bus: bus, queue: queue, instance: "edge-2") { second in
                let request = try RunningEdge.request("POST", "/chat/stream", body: Self.hello)
                let run = try await EdgeConnection.with(port: first.port) { connection in
                    try await connection.write(request)
                    let run = try await first.nextCommand().run
                    try await first.worker.begin(run)
                    try await first.worker.say("a", "b", in: run)
                    await connection.read(untilText: "data: b\n\n")
                    return run
                }
                let resume = try RunningEdge.request(
                    "POST",
                    "/chat/stream",
                    ["Last-Event-ID": "\(run):1-3"],
                    body: Self.hello
                )
                try await EdgeConnection.with(port: second.port) { connection in
                    try await connection.write(resume)
                    await connection.read(untilText: ": connected\n\n")
                    try await second.worker.say("c", in: run)
                    try await second.worker.complete(run)
                    let events = try #require(EdgeAnswer(await connection.readToEnd())).events()
                    #expect(events.map { String(decoding: $0.data, as: UTF8.self) } == ["c", "[DONE]"])
                }
            }
        }
    }

    @Test func aSecondViewerSeesTheSame() async throws {
        try await RunningEdge.with { edge in
            let request = try RunningEdge.request("POST", "/chat/stream", body: Self.hello)
            try await EdgeConnection.with(port: edge.port) { first in
                try await first.write(request)
                let run = try await edge.nextCommand().run
                try await edge.worker.begin(run)
                try await edge.worker.say("a", in: run)
                let join = try RunningEdge.request("GET", "/runs/\(run)/stream")
                try await EdgeConnection.with(port: edge.port) { second in
                    try await second.write(join)
                    await second.read(untilText: "data: a\n\n")
                    try await edge.worker.say("b", in: run)
                    try await edge.worker.complete(run)
                    let texts = try [await first.readToEnd(), await second.readToEnd()].map { bytes in
                        try #require(EdgeAnswer(bytes)).events().text
                    }
                    #expect(texts == ["ab", "ab"])
                }
            }
        }
    }

    // MARK: - Idempotency

    @Test func theSameKeyJoinsAndAnotherBodyConflicts() async throws {
        try await RunningEdge.with { edge in
            try await edge.answering("hi") {
                let key: [String: String?] = ["Idempotency-Key": "k-1"]
                let first = try await edge.send("POST", "/chat/stream", key, body: Self.hello)
                let again = try await edge.send("POST", "/chat/stream", key, body: Self.hello)
                #expect(again.values("X-Run-ID") == first.values("X-Run-ID"))
                #expect(try again.events().text == "hi")

                let other = try await edge.send("POST", "/chat/stream", key, body: #"{"message":"bye"}"#)
                #expect(other.status == 409)
                #expect(try other.json()["errorCode"] as? String == "E3006")

                let stranger = try RunningEdge.caller("1", "43").merging(key) { $1 }
                let theirs = try await edge.send("POST", "/chat/stream", stranger, body: Self.hello)
                #expect(theirs.status == 200)
                #expect(theirs.values("X-Run-ID") != first.values("X-Run-ID"))
            }
        }
    }

    @Test func anUnusableKeyIsRefused() async throws {
        try await RunningEdge.with { edge in
            let key = String(repeating: "k", count: 256)
            let answer = try await edge.send("POST", "/chat/stream", ["Idempotency-Key": key], body: Self.hello)
            #expect(answer.status == 422)
        }
    }

    // MARK: - Who may, and how much

    @Test(arguments: ["/chat/stream", "/aura/chat/stream", "/chat"])
    func aGuestMayNotAsk(path: String) async throws {
        try await RunningEdge.with { edge in
            for role in ["guest", "SYNAPSEX_VIEWER"] {
                let answer = try await edge.send(
                    "POST",
                    path,
                    RunningEdge.caller("1", "42", role: role),
                    body: Self.hello
                )
                #expect(answer.status == 403)
                #expect(try answer.json()["errorCode"] as? String == "E2001")
            }
            #expect(try await edge.queue.backlog() == 0)
        }
    }

    @Test func withoutATokenTheAnswerIs401AndNamesTheScheme() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("POST", "/aura/chat/stream", ["Authorization": nil], body: Self.hello)
            #expect(answer.status == 401)
            #expect(answer.values("WWW-Authenticate") == ["Bearer"])
            #expect(answer.values("Content-Type") == ["application/json"])
            let json = try answer.json()
            #expect(json["errorCode"] as? String == "E2000")
            #expect(json["detail"] as? String == "Missing token")
        }
    }

    // Contract §8: what the gateway's own tests send.
    @Test func inDevelopmentAnonymousCallersMayBeLetIn() async throws {
        try await RunningEdge.with(["AURA_REQUIRE_AUTH": "false"]) { edge in
            try await edge.answering("hi") {
                let requests: [([String: String?], Int)] = [
                    (["Authorization": nil, "X-DWP-Source": "AURA"], 200),
                    (["Authorization": nil, "X-Tenant-ID": nil], 400),
                    (["Authorization": "Bearer x"], 401),
                ]
                for (headers, status) in requests {
                    let answer = try await edge.send("POST", "/aura/chat/stream", headers, body: Self.hello)
                    #expect(answer.status == status)
                }
            }
        }
    }

    @Test func oneStreamTooManyIs429AndAPlaceComesFree() async throws {
        try await RunningEdge.with(["AURA_MAX_STREAMS_PER_USER": "1"]) { edge in
            let request = try RunningEdge.request("POST", "/chat/stream", body: Self.hello)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                await connection.read(untilText: ": connected\n\n")
                let run = try await edge.nextCommand().run
                for (method, path) in [("POST", "/chat/stream"), ("POST", "/chat"), ("GET", "/runs/\(run)/stream")] {
                    let answer = try await edge.send(method, path, body: method == "POST" ? Self.hello : nil)
                    #expect(answer.status == 429)
                    #expect(answer.values("Retry-After").first.flatMap { Int($0) } ?? 0 > 0)
                    #expect(answer.values("Content-Type") == ["application/json"])
                }
                let other = try RunningEdge.request(
                    "POST",
                    "/chat/stream",
                    RunningEdge.caller("1", "43"),
                    body: Self.hello
                )
                try await EdgeConnection.with(port: edge.port) { connection in
                    try await connection.write(other)
                    #expect(await connection.read(untilText: ": connected\n\n").hasPrefix("HTTP/1.1 200"))
                }
                try await edge.worker.begin(run)
                try await edge.worker.complete(run)
                _ = await connection.readToEnd()
            }
            try await self.waitForPlace(at: edge)
        }
    }

    @Test(arguments: [true, false])
    func aVanishedClientIsMissedAtOnceThoughNothingIsSaid(byReset: Bool) async throws {
        let variables = ["AURA_MAX_STREAMS_PER_USER": "1", "AURA_PING_INTERVAL": "3600", "AURA_START_TIMEOUT": "3600"]
        try await RunningEdge.with(variables) { edge in
            let request = try RunningEdge.request("POST", "/chat/stream", body: Self.hello)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                await connection.read(untilText: ": connected\n\n")
                byReset ? try await connection.reset() : try await connection.close()
            }
            let run = try await edge.nextCommand().run
            let registry = InMemoryRunRegistry(bus: edge.bus)
            while try await !registry.edges(of: run).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            try await self.waitForPlace(at: edge)
        }
    }

    /// Asks until a place is free; the test's time limit ends a wait for one that never comes.
    private func waitForPlace(at edge: RunningEdge) async throws {
        try await edge.answering("hi") {
            while try await edge.send("POST", "/chat/stream", body: Self.hello).status == 429 { await Task.yield() }
        }
    }

    @Test(arguments: [true, false])
    func aClientThatIsGoneBeforeItsAnswerBeginsLeavesNothingBehind(byReset: Bool) async throws {
        let bus = InMemoryBus()
        let gate = RegistryGate()
        let registry = HookedRegistry(base: InMemoryRunRegistry(bus: bus), beforeCreate: { await gate.pass() })
        let variables = ["AURA_PING_INTERVAL": "3600", "AURA_START_TIMEOUT": "3600"]
        try await RunningEdge.with(variables, bus: bus, registry: registry) { edge in
            let request = try RunningEdge.request("POST", "/chat/stream", body: Self.hello)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                await gate.waitForArrival()
                byReset ? try await connection.reset() : try await connection.close()
            }
            // The close is heard before what comes later.
            _ = try await edge.send("GET", "/health")
            gate.open()
            let run = try await edge.nextCommand().run
            while try await !registry.edges(of: run).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            #expect(edge.hub.viewerCount == 0)
        }
    }

    @Test func withoutTheBusTheAnswerIs503WithRetryAfter() async throws {
        try await RunningEdge.with { edge in
            let run = try await edge.newRun()
            edge.bus.fail()
            for (method, path) in [
                ("POST", "/chat/stream"), ("POST", "/chat"), ("GET", "/runs/\(run)"), ("DELETE", "/runs/\(run)"),
                ("GET", "/runs/\(run)/stream"),
            ] {
                let answer = try await edge.send(method, path, body: method == "POST" ? Self.hello : nil)
                #expect(answer.status == 503)
                #expect(answer.values("Retry-After").first.flatMap { Int($0) } ?? 0 > 0)
                #expect(answer.values("Content-Type") == ["application/json"])
            }
            #expect(try await edge.send("GET", "/health").status == 200)
            edge.bus.recover()
            try await edge.answering("hi") {
                let answer = try await edge.send("POST", "/chat/stream", body: Self.hello)
                #expect(try answer.events().text == "hi")
            }
        }
    }

    @Test func whileTooMuchWaitsTheAnswerIs503() async throws {
        try await RunningEdge.with(["AURA_MAX_QUEUE": "1"]) { edge in
            edge.queue.send(fields: [("v", Array("1".utf8))])
            edge.admission.observe(backlog: 1)
            for path in ["/chat/stream", "/chat"] {
                let answer = try await edge.send("POST", path, body: Self.hello)
                #expect(answer.status == 503)
                #expect(answer.values("Retry-After").count == 1)
                #expect(answer.values("Content-Type") == ["application/json"])
            }
        }
    }

    @Test func aStreamEndsWithItsToken() async throws {
        try await RunningEdge.with(["AURA_START_TIMEOUT": "60"]) { edge in
            let exp = Int(Date().timeIntervalSince1970) + 5
            let headers: [String: String?] = ["Authorization": "Bearer \(try TestToken.of(exp: exp))"]
            let events = try await edge.send("POST", "/chat/stream", headers, body: Self.hello).events()
            #expect(events.errorTypes == ["TokenExpired"])
            #expect(events.endsWithDone)
        }
    }

    @Test func aShutdownEndsOpenStreamsWithATypedError() async throws {
        try await RunningEdge.with { edge in
            let request = try RunningEdge.request("POST", "/chat/stream", body: Self.hello)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                let run = try await edge.nextCommand().run
                try await edge.worker.begin(run)
                try await edge.worker.say("half", in: run)
                await connection.read(untilText: "data: half\n\n")
                await edge.shutDown()
                let events = try #require(EdgeAnswer(await connection.readToEnd())).events()
                #expect(events.errorTypes == ["ServerShutdown"])
                #expect(events.endsWithDone)
                #expect(events.first { $0.event == "error" }?.id == "\(run):1-2.e1")
                // The run is not stopped: it can be resumed elsewhere.
                #expect(try await !InMemoryRunRegistry(bus: edge.bus).isCancelRequested(run))
            }
        }
    }
}
