import HTTPFetch
import InMemoryLogging
import Logging
import Messages
import Synchronization
import TestSupport
import Testing

@testable import LLM

/// The client against servers that behave as no sound server should, or as few do.
@Suite(.timeLimit(.minutes(1))) struct MCPClientTests {
    /// Answers the handshake; everything else is the test's.
    private static func handshake(
        _ request: ScriptedRequest,
        _ connection: ScriptedConnection,
        session: String? = "s-1",
        version: String = "2025-06-18"
    ) async throws -> JSONValue? {
        let message = try #require(JSONValue.read(request.body))
        switch message["method"]?.string {
        case "initialize":
            let result: JSONValue = ["protocolVersion": .string(version), "capabilities": ["tools": [:]]]
            let headers = session.map { ["Mcp-Session-Id: \($0)"] } ?? []
            try await Self.answer(message, result, on: connection, headers)
            return nil
        case "notifications/initialized":
            try await connection.respond("202 Accepted")
            return nil
        default:
            return message
        }
    }

    private static func text(_ message: JSONValue, _ result: JSONValue) -> String {
        let answer: JSONValue = ["jsonrpc": "2.0", "id": message["id"] ?? .null, "result": result]
        return answer.text
    }

    private static func answer(
        _ message: JSONValue,
        _ result: JSONValue,
        on connection: ScriptedConnection,
        _ headers: [String] = []
    ) async throws {
        let body = Self.text(message, result)
        try await connection.respond("200 OK", ["Content-Type: application/json"] + headers, body: body)
    }

    private func withClient<Result: Sendable>(
        timeout: Int = 20_000,
        entry: String = "",
        _ script: @escaping RequestScript,
        _ operation: @Sendable (MCPServerSettings, MCPClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await withScriptedServer(script) { server in
            let settings = try MCPServerSettings.test(
                #"{"name":"srv","url":"\#(server.url("/mcp"))","timeoutMs":\#(timeout)\#(entry)}"#
            )
            return try await withFetcher { http in
                try await operation(settings, MCPClient(settings, http: http), server)
            }
        }
    }

    @Test func theHandshakeComesFirstAndOnce() async throws {
        let seen = Seen()
        try await self.withClient(entry: #","headers":{"X-Api-Key":"k"}"#) { request, connection in
            seen.add(request)
            guard let message = try await Self.handshake(request, connection) else { return }
            try await Self.answer(message, ["content": [["type": "text", "text": "hi"]]], on: connection)
        } _: { _, client, _ in
            for _ in 0..<2 {
                let result = try await client.call("t", ["a": 1], traceparent: "00-x")
                #expect(MCPResult.outcome(result) == .success("hi"))
            }
        }
        let messages = seen.requests.compactMap { JSONValue.read($0.body) }
        #expect(
            messages.map { $0["method"]?.string } == [
                "initialize", "notifications/initialized", "tools/call", "tools/call",
            ]
        )
        #expect(messages.first?["params"]?["protocolVersion"] == "2025-06-18")
        #expect(messages.last?["params"] == ["name": "t", "arguments": ["a": 1]])
        #expect(seen.requests.map { $0.header("Mcp-Session-Id") } == [nil, "s-1", "s-1", "s-1"])
        #expect(
            seen.requests.map { $0.header("MCP-Protocol-Version") } == [nil] + Array(repeating: "2025-06-18", count: 3)
        )
        #expect(seen.requests.allSatisfy { $0.header("Accept") == "application/json, text/event-stream" })
        #expect(seen.requests.allSatisfy { $0.header("X-Api-Key") == "k" && $0.header("Authorization") == nil })
        #expect(seen.requests.last?.header("traceparent") == "00-x")
    }

    @Test func anAnswerIsFoundInAStream() async throws {
        let seen = Seen()
        let result = try await self.withClient { request, connection in
            seen.add(request)
            guard let message = try await Self.handshake(request, connection, session: nil) else { return }
            guard message["method"] == "tools/call" else { return try await connection.respond("202 Accepted") }
            try await connection.writeHead("200 OK", ["Content-Type: text/event-stream", "Transfer-Encoding: chunked"])
            let stream = """
                : hello

                data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}

                data: {"jsonrpc":"2.0","id":"p1","method":"ping"}

                data: {"jsonrpc":"2.0","id":"r1","method":"roots/list"}

                data: {"jsonrpc":"2.0","id":99,"result":{"content":[]}}

                event: message
                data: \(Self.text(message, ["content": [["type": "text", "text": "한"]]]))


                """
            for byte in Array(stream.utf8) { try await connection.writeChunk([byte]) }
            await connection.waitForClose()
        } _: { _, client, _ in
            try await client.call("t", [:], traceparent: nil)
        }
        #expect(MCPResult.outcome(result) == .success("한"))
        let replies = seen.requests.compactMap { JSONValue.read($0.body) }.filter { $0["method"] == nil }
        #expect(replies.first { $0["id"] == "p1" }?["result"] == [:])
        #expect(replies.first { $0["id"] == "r1" }?["error"]?["code"] == -32601)
    }

    @Test func aLostSessionIsBegunAnewOnce() async throws {
        let sessions = CallCount()
        let calls = CallCount()
        let script: RequestScript = { request, connection in
            let isStart = JSONValue.read(request.body)?["method"] == "initialize"
            let session = isStart ? "s-\(sessions.next())" : ""
            guard let message = try await Self.handshake(request, connection, session: session) else { return }
            guard request.header("Mcp-Session-Id") == "s-2" else {
                _ = calls.next()
                return try await connection.respond("404 Not Found")
            }
            try await Self.answer(message, ["content": [["type": "text", "text": "ok"]]], on: connection)
        }
        let result = try await self.withClient(script) { _, client, _ in
            try await client.call("t", [:], traceparent: nil)
        }
        #expect(MCPResult.outcome(result) == .success("ok"))
        #expect(sessions.value == 2)
        #expect(calls.value == 1)
        let failure = await #expect(throws: MCPFailure.self) {
            try await self.withClient { request, connection in
                guard try await Self.handshake(request, connection) != nil else { return }
                try await connection.respond("404 Not Found")
            } _: { _, client, _ in
                _ = try await client.call("t", [:], traceparent: nil)
            }
        }
        #expect(failure?.code == .sessionLost)
    }

    @Test func listsAreReadPageByPage() async throws {
        let tools = try await self.withClient { request, connection in
            guard let message = try await Self.handshake(request, connection) else { return }
            let cursor = message["params"]?["cursor"]?.string
            let number = cursor.flatMap { Int($0) } ?? 1
            var result: JSONValue = [
                "tools": [["name": .string("t\(number)"), "inputSchema": ["type": "object"]], ["noName": true]]
            ]
            if number < 3, var members = result.object {
                members["nextCursor"] = .string("\(number + 1)")
                result = .object(members)
            }
            try await Self.answer(message, result, on: connection)
        } _: { _, client, _ in
            try await client.tools(by: .now + .seconds(5))
        }
        #expect(tools.map(\.name) == ["t1", "t2", "t3"])
    }

    @Test func aListWithoutAnEndIsLeft() async throws {
        let pages = CallCount()
        let tools = try await self.withClient { request, connection in
            guard let message = try await Self.handshake(request, connection) else { return }
            let tool: JSONValue = ["name": .string("t\(pages.next())"), "inputSchema": ["type": "object"]]
            try await Self.answer(message, ["tools": [tool], "nextCursor": "again"], on: connection)
        } _: { _, client, _ in
            try await client.tools(by: .now + .seconds(20))
        }
        #expect(tools.count == 20)
    }

    private func outcome(readOnly: Bool = false, timeout: Int = 10_000, _ script: @escaping RequestScript) async throws
        -> ToolOutcome
    {
        try await self.withClient(timeout: timeout) { request, connection in
            guard try await Self.handshake(request, connection) != nil else { return }
            try await script(request, connection)
        } _: { settings, client, _ in
            let description: JSONValue = [
                "name": "t", "inputSchema": ["type": "object"], "annotations": ["readOnlyHint": .boolean(readOnly)],
            ]
            let listing = try #require(MCPToolListing(description))
            let tool = try MCPTool(listing, of: settings, client: client)
            return await tool.call([:], for: try ToolCaller.test())
        }
    }

    @Test(arguments: [
        (
            #"{"jsonrpc":"2.0","id":2,"error":{"code":-32602,"message":"Unknown tool\nat x"}}"#,
            "failed: the server refused -32602: Unknown tool"
        ),
        ("<html>", "failed: the server sent what is no JSON-RPC message"),
        (#"{"jsonrpc":"2.0","id":7,"result":{}}"#, "failed: the server answered something else than was asked"),
        (#"{"jsonrpc":"2.0","id":2,"result":{"isError":true,"content":[{"type":"text","text":"no"}]}}"#, "failed: no"),
    ])
    func answersThatAreNoneAreTold(body: String, content: String) async throws {
        let outcome = try await self.outcome(readOnly: true) { _, connection in
            try await connection.respond("200 OK", ["Content-Type: application/json"], body: body)
        }
        #expect(outcome == .failure(content))
    }

    @Test func failuresOfTheWayAreTold() async throws {
        let status = try await self.outcome { _, connection in
            try await connection.respond("500 Error", body: "<trace>")
        }
        #expect(status.content.hasPrefix("failed: HTTP 500; it is not known whether it was carried out"))
        let redirect = try await self.outcome(readOnly: true) { _, connection in
            try await connection.respond("307 Temporary Redirect", ["Location: http://127.0.0.1:1/"])
        }
        #expect(redirect == .failure("failed: HTTP 307"))
        let cut = try await self.outcome(readOnly: true) { _, connection in try await connection.reset() }
        #expect(cut.content.hasPrefix("failed: the answer broke off"))
        let ended = try await self.outcome(readOnly: true) { _, connection in
            try await connection.respond("200 OK", ["Content-Type: text/event-stream"], body: ": nothing\n\n")
        }
        #expect(ended == .failure("failed: the answer ended without a result"))
    }

    @Test func aCallThatTakesTooLongIsTakenBack() async throws {
        let seen = Seen()
        let outcome = try await self.outcome(timeout: 1000) { request, connection in
            seen.add(request)
            guard JSONValue.read(request.body)?["method"] == "notifications/cancelled" else {
                await connection.waitForClose()
                return
            }
            try await connection.respond("202 Accepted")
        }
        #expect(outcome.content.hasPrefix("failed: the server did not answer in time; it is not known"))
        let messages = seen.requests.compactMap { JSONValue.read($0.body) }
        #expect(messages.map { $0["method"]?.string } == ["tools/call", "notifications/cancelled"])
        #expect(messages.last?["params"]?["requestId"] == messages.first?["id"])
    }

    @Test func aVersionThatIsUnknownIsRefused() async throws {
        let failure = await #expect(throws: MCPFailure.self) {
            try await self.withClient { request, connection in
                _ = try await Self.handshake(request, connection, version: "1999-01-01")
            } _: { _, client, _ in
                _ = try await client.tools(by: .now + .seconds(5))
            }
        }
        #expect(failure?.code == .broken)
    }

    @Test func aServerThatIsGoneCostsItsToolsAndOneLine() async throws {
        let lines = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in lines }
        let isUp = Atomic(false)
        try await self.withClient { request, connection in
            guard isUp.load(ordering: .sequentiallyConsistent) else { return try await connection.respond("503 Down") }
            guard let message = try await Self.handshake(request, connection) else { return }
            let result: JSONValue = [
                "tools": [
                    ["name": "a.b", "inputSchema": ["type": "object"], "annotations": ["idempotentHint": true]],
                    ["name": "bad", "inputSchema": ["type": "array"]],
                ]
            ]
            try await Self.answer(message, result, on: connection)
        } _: { settings, client, _ in
            let listing = MCPListingState(refreshInterval: .zero, retryInterval: .zero)
            let server = MCPServer(settings, client: client, listing: listing, logger: logger)
            #expect(await server.tools().isEmpty)
            #expect(await server.tools().isEmpty)
            #expect(lines.entries.count == 1)
            isUp.store(true, ordering: .sequentiallyConsistent)
            let tools = await server.tools()
            #expect(tools.map(\.definition.name) == [MCPToolName.name(server: "srv", tool: "a.b")])
            #expect(tools.allSatisfy { $0.requiresApproval && $0.isRepeatable })
            #expect(await server.tools().count == 1)
            #expect(lines.entries.count == 2)
        }
    }

    @Test func aServerThatDoesNotAnswerDelaysARunForThreeSecondsAtMost() async throws {
        try await self.withClient { _, connection in
            await connection.waitForClose()
        } _: { settings, client, _ in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let server = MCPServer(settings, client: client, logger: logger)
            let start = ContinuousClock.now
            #expect(await server.tools().isEmpty)
            let first = ContinuousClock.now - start
            #expect(first < .seconds(6), "\(first)")
            // And the next run not at all.
            #expect(await server.tools().isEmpty)
            #expect(ContinuousClock.now - start - first < .seconds(2))
        }
    }

    @Test(arguments: [
        (
            #"{"content":[{"type":"text","text":"a"},{"type":"image","data":"aGVsbG8h","mimeType":"image/png"}]}"#,
            "a\n[image image/png, about 6 bytes, not shown]"
        ),
        (#"{"content":[{"type":"resource_link","uri":"file:///x","name":"x"}]}"#, "[resource file:///x x]"),
        (#"{"content":[{"type":"resource","resource":{"uri":"u","text":"inside"}}]}"#, "inside"),
        (
            #"{"content":[{"type":"resource","resource":{"uri":"u","blob":"x","mimeType":"m"}}]}"#,
            "[resource u, m, not shown]"
        ),
        (#"{"content":[{"type":"hologram"}]}"#, "[hologram, not shown]"),
        (#"{"content":[],"structuredContent":{"b":1,"a":2}}"#, #"{"a":2,"b":1}"#),
        (#"{}"#, "Done; the tool said nothing."),
    ])
    func partsOfAResultAreDescribed(result: String, content: String) throws {
        #expect(MCPResult.outcome(try #require(JSONValue.read(result))) == .success(content))
    }
}
