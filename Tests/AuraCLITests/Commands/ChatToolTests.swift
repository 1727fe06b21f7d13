import Foundation
import Messages
import TestSupport
import Testing

@testable import AuraCLI

/// `aura chat` as a process, beside an edge that does as it is told.
@Suite(.timeLimit(.minutes(2))) struct ChatToolTests {
    private static let run = ScriptedEdge.run

    private static func event(_ sequence: Int, _ data: String, _ name: String?) -> String {
        ScriptedEdge.event(sequence, data, name: name)
    }

    @Test func wordsAreShownAsTheyCome() async throws {
        let isSeen = Gate()
        try await ScriptedEdge.with { _, _, connection in
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            try await connection.writeChunk(": welcome\n\n" + Self.event(1, "안녕\n", nil))
            await isSeen.wait()
            try await connection.writeChunk(Self.event(2, "하세요", nil) + ScriptedEdge.done)
            try await connection.writeLastChunk()
        } _: { edge, tool in
            let chat = try tool.start(["chat", "인사해", "줘"])
            try await eventually("the first words") { chat.output == "안녕\n" }
            isSeen.open()
            let ending = await chat.ending()
            #expect(ending.exitCode == 0)
            #expect(ending.output == "안녕\n하세요\n")
            #expect(ending.errors == "")
            let asked = try #require(edge.questions.first)
            #expect(asked.route == "POST /chat/stream" && asked.tenant == "1")
            #expect(JSONValue.read(asked.body) == ["message": "인사해 줘"])
        }
    }

    @Test func aCutStreamGoesOnBehindTheLastEventSeen() async throws {
        try await ScriptedEdge.with { question, count, connection in
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            switch (question.method, count) {
            case ("POST", _):
                // The beginning of an event that never ends.
                try await connection.writeChunk(
                    Self.event(1, "one ", nil) + Self.event(2, "two ", nil) + "id: x\ndata: lo"
                )
                connection.abandon()
            case (_, 0):
                try await connection.writeChunk(Self.event(3, "three ", nil))
                connection.abandon()
            default:
                try await connection.writeChunk(Self.event(4, "four", nil) + ScriptedEdge.done)
                try await connection.writeLastChunk()
            }
        } _: { edge, tool in
            let ending = await (try tool.start(["chat", "count"])).ending()
            #expect(ending.exitCode == 0)
            #expect(ending.output == "one two three four\n")
            #expect(ending.errors.components(separatedBy: "aura: lost the stream: ").count == 3)
            #expect(ending.errors.components(separatedBy: "aura: connected again\n").count == 3)
            #expect(
                edge.questions.map(\.route) == [
                    "POST /chat/stream", "GET /runs/\(Self.run)/stream", "GET /runs/\(Self.run)/stream",
                ]
            )
            #expect(edge.questions.map(\.lastEventID) == [nil, "\(Self.run):1-2", "\(Self.run):1-3"])
        }
    }

    @Test func aRequestWhoseAnswerWasLostBeginsOneRunAllTheSame() async throws {
        try await ScriptedEdge.with { _, count, connection in
            guard count > 0 else { return connection.abandon() }
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            try await connection.writeChunk(Self.event(1, "one", nil) + ScriptedEdge.done)
            try await connection.writeLastChunk()
        } _: { edge, tool in
            let ending = await (try tool.start(["chat", "count"])).ending()
            #expect(ending.output == "one\n")
            #expect(edge.questions.map(\.route) == ["POST /chat/stream", "POST /chat/stream"])
            let keys = edge.questions.map(\.idempotencyKey)
            #expect(keys.count == 2 && keys[0] != nil && keys[0] == keys[1])
        }
    }

    @Test func anEdgeThatStopsIsLeftForTheNext() async throws {
        try await ScriptedEdge.with { question, count, connection in
            if question.method == "GET", count == 0 {
                return try await connection.respond("503 Service Unavailable", body: #"{"message":"starting"}"#)
            }
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            guard question.method == "GET" else {
                let error = #"{"error":"e","errorType":"ServerShutdown","message":"This server is stopping"}"#
                let last = "id: \(Self.run):1-1.e1\nevent: error\ndata: \(error)\n\n"
                try await connection.writeChunk(Self.event(1, "one ", nil) + last + ScriptedEdge.done)
                return try await connection.writeLastChunk()
            }
            try await connection.writeChunk(Self.event(2, "two", nil) + ScriptedEdge.done)
            try await connection.writeLastChunk()
        } _: { edge, tool in
            let ending = await (try tool.start(["chat", "count"])).ending()
            #expect(ending.exitCode == 0)
            #expect(ending.output == "one two\n")
            #expect(ending.errors.contains("This server is stopping; trying again (1 of 12)"))
            #expect(ending.errors.contains("starting (503); trying again (2 of 12)"))
            #expect(edge.questions.last?.lastEventID == "\(Self.run):1-1")
        }
    }

    @Test func aStreamThatNeverComesBackIsGivenUp() async throws {
        try await ScriptedEdge.with { question, _, connection in
            guard question.method == "POST" else { return connection.abandon() }
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            try await connection.writeChunk(Self.event(1, "one", nil))
            connection.abandon()
        } _: { edge, tool in
            let ending = await (try tool.start(["chat", "count", "--retries", "2"])).ending()
            #expect(ending.exitCode == 69)
            #expect(ending.output == "one")
            #expect(ending.errors.hasSuffix("runs stream \(Self.run) goes on with it\n"))
            #expect(edge.questions.count == 3)
        }
    }

    @Test func anInterruptStopsTheRunAndExitsWith130() async throws {
        try await ScriptedEdge.with { question, _, connection in
            guard question.method == "POST" else {
                return try await connection.respond(body: ScriptedEdge.envelope(#"{"status":"cancelled"}"#))
            }
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            try await connection.writeChunk(Self.event(1, "one", nil))
        } _: { edge, tool in
            let chat = try tool.start(["chat", "count"])
            try await eventually("the first word") { chat.output == "one" }
            chat.signal(SIGINT)
            let ending = await chat.ending()
            #expect(ending.exitCode == 130)
            #expect(ending.errors == "\naura: stopped\n")
            #expect(edge.questions.map(\.route) == ["POST /chat/stream", "DELETE /runs/\(Self.run)"])
        }
    }

    @Test func anInterruptBeforeTheRunHasANameWaitsForIt() async throws {
        let isStopping = Gate()
        try await ScriptedEdge.with { question, _, connection in
            guard question.method == "POST" else {
                return try await connection.respond(body: ScriptedEdge.envelope(#"{"status":"cancelled"}"#))
            }
            await isStopping.wait()
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
        } _: { edge, tool in
            let chat = try tool.start(["chat", "count"])
            try await eventually("the question") { edge.questions.count == 1 }
            chat.signal(SIGINT)
            // Long enough for the signal to be there first; the answer is the same if it is not.
            try await Task.sleep(for: .milliseconds(200))
            isStopping.open()
            #expect(await chat.ending().exitCode == 130)
            #expect(edge.questions.map(\.route) == ["POST /chat/stream", "DELETE /runs/\(Self.run)"])
        }
    }

    @Test func aPipedQuestionIsTakenWhole() async throws {
        try await ScriptedEdge.with { _, _, connection in
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            try await connection.writeChunk(Self.event(1, "a\u{1B}[2Jb", nil) + ScriptedEdge.done)
            try await connection.writeLastChunk()
        } _: { edge, tool in
            let line = ["chat", "--rag", "--conversation", "c-1", "--tenant", "7"]
            let ending = await (try tool.start(line, input: .text("\n What?\n\nAnd why?\n"))).ending()
            #expect(ending.output == "a\\u{1B}[2Jb\n")
            let body = edge.questions.first.flatMap { JSONValue.read($0.body) }
            #expect(body == ["message": "What?\n\nAnd why?", "conversationId": "c-1", "rag": true])
            #expect(edge.questions.first?.tenant == "7")
            let nothing = await (try tool.start(["chat"])).ending()
            #expect(nothing.exitCode == 64)
            #expect(nothing.errors == "aura: nothing was asked\n")
        }
    }

    @Test func machinesGetALineAnEvent() async throws {
        try await ScriptedEdge.with { _, _, connection in
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            let error = #"{"errorType":"ProviderError","message":"It is down"}"#
            let events = Self.event(1, #"{"sources":[]}"#, "sources") + Self.event(2, "one", nil)
            try await connection.writeChunk(events + Self.event(3, error, "error") + ScriptedEdge.done)
            try await connection.writeLastChunk()
        } _: { _, tool in
            let ending = await (try tool.start(["chat", "count", "--json"])).ending()
            #expect(ending.exitCode == 1)
            #expect(ending.errors == "aura: It is down (ProviderError)\n")
            let lines = ending.output.split(separator: "\n").map { JSONValue.read(String($0)) }
            #expect(lines.map { $0?["event"]?.string } == ["run", "sources", "text", "error", "done"])
            #expect(lines.first??["data"]?["runId"]?.string == Self.run)
            #expect(lines.compactMap { $0?["id"]?.string } == (1...3).map { "\(Self.run):1-\($0)" })
        }
    }

    @Test(arguments: [("y", "approve", "approved"), ("n", "reject", "rejected"), ("", "reject", "rejected")])
    func anApprovalIsAskedForAtTheTerminal(answer: String, decision: String, status: String) async throws {
        let isDecided = Gate()
        try await ScriptedEdge.with { question, _, connection in
            guard question.path == "/test/stream" else {
                isDecided.open()
                return try await connection.respond(body: ScriptedEdge.envelope(#"{"status":"\#(status)"}"#))
            }
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            let ask = #"{"requestId":"req_1","actionType":"send_mail","context":{"to":"kim@example.com"}}"#
            let step = #"{"title":"send_mail","status":"pending"}"#
            try await connection.writeChunk(Self.event(1, step, "plan_step") + Self.event(2, ask, "hitl"))
            await isDecided.wait()
            let end = #"{"status":"completed"}"#
            try await connection.writeChunk(
                Self.event(3, #"{"content":"Done."}"#, "content") + Self.event(4, end, "end") + ScriptedEdge.done
            )
            try await connection.writeLastChunk()
        } _: { edge, tool in
            let chat = try tool.start(["chat", "--agent", "Send it"], input: .terminal)
            try await eventually("the question") {
                chat.errors.hasSuffix(#"Approve send_mail {"to":"kim@example.com"}? [y/N] "#)
            }
            chat.type(answer)
            let ending = await chat.ending()
            #expect(ending.exitCode == 0)
            #expect(ending.output == "Done.\n")
            #expect(ending.errors.hasPrefix("step send_mail: pending\nwaits for approval of send_mail: req_1\n"))
            #expect(ending.errors.hasSuffix("aura: \(status)\n"))
            let told = try #require(edge.questions.last)
            #expect(told.route == "POST /hitl/\(decision)/req_1")
            #expect(told.userHeader == "42" && JSONValue.read(told.body) == ["userId": "42"])
        }
    }

    @Test(
        arguments: [
            ("503 Service Unavailable", 2, "aura: approved\n"),
            ("403 Forbidden", 1, "aura: req_1 is not decided: the edge refuses: no (403)\n"),
        ]
    )
    func aDecisionThatTheEdgeDoesNotTakeEndsNoRun(status: String, attempts: Int, words: String) async throws {
        let isTold = Gate()
        try await ScriptedEdge.with { question, count, connection in
            guard question.path == "/test/stream" else {
                if count + 1 == attempts { isTold.open() }
                guard count == 0 else {
                    return try await connection.respond(body: ScriptedEdge.envelope(#"{"status":"approved"}"#))
                }
                return try await connection.respond(status, body: #"{"message":"no"}"#)
            }
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            let ask = #"{"requestId":"req_1","actionType":"send_mail","context":{"to":"kim@example.com"}}"#
            try await connection.writeChunk(Self.event(1, ask, "hitl"))
            await isTold.wait()
            let end = Self.event(2, #"{"content":"Done."}"#, "content") + ScriptedEdge.done
            try await connection.writeChunk(end)
            try await connection.writeLastChunk()
        } _: { edge, tool in
            let chat = try tool.start(["chat", "--agent", "Send it"], input: .terminal)
            try await eventually("the question") { chat.errors.hasSuffix("? [y/N] ") }
            chat.type("y")
            let ending = await chat.ending()
            #expect(ending.exitCode == 0)
            #expect(ending.output == "Done.\n")
            #expect(ending.errors.hasSuffix(words))
            #expect(ending.errors.contains("no (503); trying again (1 of 5)") == (attempts == 2))
            let told = edge.questions.filter { $0.route == "POST /hitl/approve/req_1" }
            #expect(told.count == attempts)
        }
    }

    @Test func questionsAtATerminalAreOneConversation() async throws {
        try await ScriptedEdge.with { _, count, connection in
            guard count != 1 else {
                return try await connection.respond("422 Unprocessable Content", body: #"{"message":"too hard"}"#)
            }
            try await connection.writeHead("200 OK", ScriptedEdge.streamHead)
            try await connection.writeChunk(Self.event(1, "answer \(count)", nil) + ScriptedEdge.done)
            try await connection.writeLastChunk()
        } _: { edge, tool in
            let chat = try tool.start(["chat"], input: .terminal)
            try await eventually("a prompt") { chat.errors.hasSuffix("> ") }
            chat.type("first")
            try await eventually("an answer") { chat.output == "answer 0\n" && chat.errors.hasSuffix("> ") }
            chat.type(" ")
            chat.type("second")
            try await eventually("a refusal") { chat.errors.hasSuffix("aura: the edge answers: too hard (422)\n> ") }
            chat.type("third")
            try await eventually("an answer") { chat.output == "answer 0\nanswer 2\n" }
            chat.type("\u{4}")
            let ending = await chat.ending()
            #expect(ending.exitCode == 0)
            let bodies = edge.questions.compactMap { JSONValue.read($0.body) }
            #expect(bodies.map { $0["message"] } == ["first", "second", "third"])
            let conversations = Set(bodies.compactMap { $0["conversationId"]?.string })
            #expect(conversations.count == 1)
            #expect(ending.errors.hasPrefix("Conversation \(try #require(conversations.first)); Ctrl-D ends it.\n"))
        }
    }

    @Test func aRefusalAndAnAbsentEdgeHaveExitCodesOfTheirOwn() async throws {
        try await ScriptedEdge.with { _, _, connection in
            let body = #"{"message":"Token expired","errorCode":"E2002"}"#
            try await connection.respond("401 Unauthorized", body: body)
        } _: { _, tool in
            let refused = await (try tool.start(["chat", "a"], environment: ["AURA_TOKEN": "x.y.z"])).ending()
            #expect(refused.exitCode == 64)
            let expired = await (try tool.start(["chat", "a"])).ending()
            #expect(expired.exitCode == 77)
            #expect(expired.errors == "aura: the edge refuses: Token expired (401, E2002)\n")
        }
        let port = try FreePort.find()
        let tool = EdgeTool(url: "http://127.0.0.1:\(port)")
        for line in [["chat", "a"], ["search", "a"], ["runs", "show", "a"], ["usage"], ["tasks", "list"]] {
            let ending = await (try tool.start(line)).ending()
            #expect(ending.exitCode == 69)
            #expect(ending.errors.hasPrefix("aura: nothing answers at http://127.0.0.1:\(port): "))
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func aShellGetsItsScript(shell: String) async throws {
        let ending = await (try EdgeTool(url: "").start(["completions", shell])).ending()
        #expect(ending.exitCode == 0)
        for verb in ["chat", "doctor", "publish"] { #expect(ending.output.contains(verb)) }
        guard shell == "bash" else { return }
        let check = try ToolProcess(
            executable: URL(fileURLWithPath: "/bin/bash"),
            arguments: ["-n"],
            environment: [:],
            input: .text(ending.output)
        )
        #expect(await check.ending().exitCode == 0)
    }
}
