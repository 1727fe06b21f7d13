import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// Agents that call tools, and people who allow it.
    @Suite struct Agents {
        private static let arguments = #"{"to":"kim@example.com","subject":"보고"}"#
        private static let mail = (id: "call_a", name: "send_mail", arguments: Self.arguments)
        private static let prompt = #"{"prompt":"Send the report to Kim.","context":{"itemId":7}}"#
        private static let english = ["Accept-Language": "en", "X-Correlation-ID": "trace-7"]

        /// A stack whose agent may call tools on a gateway.
        private static func withTools(
            _ calls: [(id: String, name: String, arguments: String)] = [Self.mail],
            environment: [String: String] = [:],
            gateway respond: @escaping RequestScript = { _, connection in
                try await connection.respond(
                    "200 OK",
                    ["Content-Type: application/json"],
                    body: #"{"status":"SUCCESS","success":true,"data":{"mailId":5}}"#
                )
            },
            _ body: @escaping @Sendable (Stack, ToolGateway) async throws -> Void
        ) async throws {
            let gateway = ToolGateway()
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aura-tools-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let tools = try ToolGateway.writeCatalogue(in: folder)
            try await withScriptedServer(gateway.script(respond)) { server in
                let own = ["AURA_TOOLS_FILE": tools, "DWP_GATEWAY_URL": server.url("")]
                try await withStack(
                    environment: own.merging(environment) { $1 },
                    provider: ProviderScripts.calling(calls, then: "The mail is sent.")
                ) { stack in
                    try await body(stack, gateway)
                }
            }
        }

        /// Reads on until somebody is asked; returns what came and the request's id.
        private static func untilAsked(_ stream: inout EventStream) async throws -> ([EventStream.Event], String) {
            var events: [EventStream.Event] = []
            while let event = try await stream.next() {
                events.append(event)
                if event.name == "hitl" { return (events, try #require(event.field("requestId"))) }
            }
            throw StackError(description: "nobody was asked: \(events.map(\.data))")
        }

        private static func decide(_ request: String, _ what: String, _ client: HTTPClient) async throws
            -> HTTPClient.Answer
        {
            try await client.post("/hitl/\(what)/\(request)", #"{"userId":"42","reason":"not now"}"#, ["X-User-ID": "42"])
        }

        @Test(.timeLimit(.minutes(2)))
        func anApprovedToolRunsAndTheAnswerFollows() async throws {
            try await Self.withTools { stack, gateway in
                _ = try await stack.startWorker("llm-1")
                let client = try await stack.startEdge("edge-1").client()
                var stream = try await client.stream("POST", "/aura/test/stream", Self.prompt, Self.english)
                let (before, request) = try await Self.untilAsked(&stream)
                #expect(before.names.prefix(2) == ["start", "plan_step"])
                let asked = try #require(before.last)
                #expect(asked.field("actionType") == "send_mail")
                #expect(gateway.calls.isEmpty)

                let stored = try await client.get("/aura/hitl/requests/\(request)")
                #expect(stored.status == 200 && stored.text.contains("pending"))
                #expect(try await Self.decide(request, "approve", client).status == 200)
                let rest = try await stream.rest()
                #expect(rest.isDone)
                let statuses = rest.filter { $0.name == "tool_execution" }.compactMap { $0.field("status") }
                #expect(statuses == ["running", "success"])
                let steps = rest.filter { $0.name == "plan_step_update" }.compactMap { $0.field("status") }
                #expect(steps == ["in_progress", "completed"])
                #expect(rest.filter { $0.name == "content" }.compactMap { $0.field("content") } == ["The mail is sent."])
                #expect(rest.last { $0.name == "end" }?.field("status") == "completed")

                let call = try #require(gateway.calls.first)
                #expect(gateway.calls.count == 1)
                #expect(call.method == "POST" && call.path == "/api/mail/messages")
                #expect(call.header("X-Tenant-ID") == "1" && call.header("X-User-ID") == "42")
                #expect(call.header("X-DWP-Source") == "AURA" && call.header("X-DWP-Caller-Type") == "AGENT")
                #expect(call.header("X-Correlation-ID") == "trace-7")
                #expect(call.header("Authorization")?.hasPrefix("Bearer eyJ") == true)
                let sent = try JSONSerialization.jsonObject(with: Data(call.body)) as? NSDictionary
                #expect(sent == ["to": "kim@example.com", "subject": "보고"])
                // The decision stands: who comes later is told of it.
                let late = try await Self.decide(request, "reject", client)
                #expect(late.status == 409)
                #expect(try late.data()["status"] as? String == "approved")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func twoApprovalsAtOnceRunTheToolOnce() async throws {
            try await Self.withTools { stack, gateway in
                _ = try await stack.startWorker("llm-1")
                let client = try await stack.startEdge("edge-1").client()
                let other = try await stack.startEdge("edge-2").client(user: "43")
                var stream = try await client.stream("POST", "/test/stream", Self.prompt, Self.english)
                let (_, request) = try await Self.untilAsked(&stream)
                async let first = Self.decide(request, "approve", client)
                async let second = other.post("/hitl/approve/\(request)", #"{"userId":"43"}"#, ["X-User-ID": "43"])
                let statuses = try await [first.status, second.status].sorted()
                #expect(statuses == [200, 409])
                #expect(try await stream.rest().isDone)
                #expect(gateway.calls.count == 1)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aRejectionEndsTheRunWithoutACall() async throws {
            try await Self.withTools { stack, gateway in
                _ = try await stack.startWorker("llm-1")
                let client = try await stack.startEdge("edge-1").client()
                var stream = try await client.stream("POST", "/test/stream", Self.prompt, Self.english)
                let (_, request) = try await Self.untilAsked(&stream)
                let stranger = try HTTPClient(port: client.port, token: Stack.token(tenant: "2"), tenant: "2")
                let refused = try await stranger.post(
                    "/hitl/approve/\(request)",
                    #"{"userId":"42"}"#,
                    ["X-User-ID": "42"]
                )
                #expect(refused.status == 403)
                #expect(try await Self.decide(request, "reject", client).status == 200)
                let rest = try await stream.rest()
                #expect(rest.errorType == "RejectionError")
                #expect(rest.first { $0.name == "error" }?.field("error") == "not now")
                #expect(rest.suffix(3).map(\.name) == ["error", "end", nil])
                #expect(rest.last { $0.name == "end" }?.field("status") == "rejected")
                #expect(gateway.calls.isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func anApprovalThatNobodyGivesEndsTheRunAndTheRequest() async throws {
            try await Self.withTools(environment: ["AURA_APPROVAL_TIMEOUT": "1"]) { stack, gateway in
                _ = try await stack.startWorker("llm-1")
                let client = try await stack.startEdge("edge-1").client()
                var stream = try await client.stream("POST", "/test/stream", Self.prompt, Self.english)
                let (_, request) = try await Self.untilAsked(&stream)
                let rest = try await stream.rest()
                #expect(rest.suffix(4).map(\.name) == ["failed", "error", "end", nil])
                #expect(rest.first { $0.name == "failed" }?.field("requestId") == request)
                #expect(rest.errorType == "TimeoutError")
                #expect(rest.last { $0.name == "end" }?.field("status") == "failed")
                #expect(try await Self.decide(request, "approve", client).status == 404)
                #expect(gateway.calls.isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func anApprovalOutlivesTheWorkerAndTheEdgeThatWaited() async throws {
            try await Self.withTools { stack, gateway in
                let worker = try await stack.startWorker("llm-1")
                let first = try await stack.startEdge("edge-1")
                var stream = try await first.client().stream("POST", "/test/stream", Self.prompt, Self.english)
                let (seen, request) = try await Self.untilAsked(&stream)
                let last = try #require(seen.last?.id)
                worker.process.signal(SIGKILL)
                first.process.signal(SIGKILL)
                _ = try await stack.startWorker("llm-2")
                let client = try await stack.startEdge("edge-2").client()
                #expect(try await Self.decide(request, "approve", client).status == 200)
                var resumed = try await client.stream(
                    "POST",
                    "/test/stream",
                    Self.prompt,
                    ["Last-Event-ID": last]
                )
                let rest = try await resumed.rest()
                #expect(rest.isDone)
                #expect(!rest.names.contains("hitl"), "somebody was asked twice")
                #expect(rest.last { $0.name == "end" }?.field("status") == "completed")
                #expect(gateway.calls.count == 1)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aCallWhoseOutcomeNobodyKnowsIsNotRepeated() async throws {
            let hanging: RequestScript = { request, connection in
                guard request.path == "/api/notes" else { return try await connection.respond("404 Not Found") }
                // The effect is there, the answer never comes.
                await connection.waitForCloseOnly()
            }
            let note = (id: "call_n", name: "log_note", arguments: #"{"to":"x"}"#)
            try await Self.withTools([note], gateway: hanging) { stack, gateway in
                let worker = try await stack.startWorker("llm-1")
                let client = try await stack.startEdge("edge-1").client()
                var stream = try await client.stream("POST", "/test/stream", Self.prompt, Self.english)
                try await eventually(within: .seconds(20), "the call") { gateway.calls.count == 1 }
                _ = try await stack.startWorker("llm-2")
                worker.process.signal(SIGKILL)
                let rest = try await stream.rest()
                #expect(rest.isDone)
                #expect(gateway.calls.count == 1)
                let told = rest.last { $0.name == "tool_execution" }
                #expect(told?.field("status") == "failed")
                #expect(told?.field("error")?.contains("may have been carried out") == true)
                #expect(rest.last { $0.name == "end" }?.field("status") == "completed")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aReadThatWasCutShortIsMadeAgain() async throws {
            let isFirst = Once()
            let script: RequestScript = { _, connection in
                if isFirst.take() { return await connection.waitForCloseOnly() }
                try await connection.respond("200 OK", ["Content-Type: application/json"], body: #"{"data":"hi"}"#)
            }
            let read = (id: "call_r", name: "read_mail", arguments: #"{"to":"7"}"#)
            try await Self.withTools([read], gateway: script) { stack, gateway in
                let worker = try await stack.startWorker("llm-1")
                let client = try await stack.startEdge("edge-1").client()
                var stream = try await client.stream("POST", "/test/stream", Self.prompt, Self.english)
                try await eventually(within: .seconds(20), "the call") { gateway.calls.count == 1 }
                _ = try await stack.startWorker("llm-2")
                worker.process.signal(SIGKILL)
                let rest = try await stream.rest()
                #expect(rest.isDone)
                #expect(gateway.calls.map(\.path) == ["/api/mail/7", "/api/mail/7"])
                #expect(rest.last { $0.name == "tool_execution" }?.field("status") == "success")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func toolsThatFailAreToldAndTheRunGoesOn() async throws {
            let script: RequestScript = { request, connection in
                switch request.path {
                case "/api/mail/big":
                    let body = String(repeating: "x", count: 1 << 20)
                    try await connection.respond("200 OK", ["Content-Type: text/plain"], body: body)
                case "/api/mail/broken": try await connection.respond("500 Internal Server Error", body: "<html>")
                default: try await connection.reset()
                }
            }
            let calls = ["big", "broken", "gone"].map { (id: "c_\($0)", name: "read_mail", arguments: #"{"to":"\#($0)"}"#) }
                + [(id: "c_bad", name: "read_mail", arguments: #"{"x":1}"#), (id: "c_no", name: "fly", arguments: "{}")]
            try await Self.withTools(calls, gateway: script) { stack, _ in
                _ = try await stack.startWorker("llm-1")
                let client = try await stack.startEdge("edge-1").client()
                var stream = try await client.stream("POST", "/test/stream", Self.prompt, Self.english)
                let events = try await stream.rest()
                #expect(events.isDone)
                let ended = events.filter { $0.name == "tool_execution" && $0.field("status") != "running" }
                #expect(ended.count == 5)
                #expect(ended.filter { $0.field("status") == "success" }.count == 1)
                #expect(ended.first { $0.field("status") == "success" }?.data.utf8.count ?? 0 < 64 << 10)
                #expect(events.last { $0.name == "end" }?.field("status") == "completed")
            }
        }
    }
}
