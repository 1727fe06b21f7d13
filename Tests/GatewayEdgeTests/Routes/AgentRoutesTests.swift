import Bus
import Foundation
import Messages
import ServerSentEvents
import TestSupport
import Testing

@testable import GatewayEdge

/// The stream that DWP's frontend and its gateway's tests ask for (contract §6, §8).
@Suite(.timeLimit(.minutes(2))) struct AgentRoutesTests {
    private static let path = "/aura/test/stream"
    private static let anonymous = ["AURA_REQUIRE_AUTH": "false"]
    /// What the gateway's SSE tests send: no token.
    private static let fromGateway: [String: String?] = [
        "Authorization": nil, "Accept": "text/event-stream", "X-Tenant-ID": "1", "X-DWP-Source": "AURA",
    ]

    private func names(_ answer: EdgeAnswer) throws -> [String?] { try answer.events().map(\.event) }

    @Test(arguments: ["/test/stream", "/aura/test/stream"])
    func theGatewaysHeaderTestIsMetWithoutAToken(path: String) async throws {
        try await RunningEdge.with(Self.anonymous) { edge in
            try await edge.answering("hi") {
                let answer = try await edge.send("POST", path, Self.fromGateway, body: #"{"prompt":"test"}"#)
                #expect(answer.status == 200)
                #expect(answer.values("Content-Type") == ["text/event-stream"])
                #expect(answer.values("Cache-Control") == ["no-cache"])
                #expect(answer.values("Connection") == ["keep-alive"])
                #expect(answer.values("X-Accel-Buffering") == ["no"])
                #expect(try self.names(answer) == ["content", "end", nil])
                #expect(answer.text.hasSuffix("\n\ndata: [DONE]\n\n"))
            }
        }
    }

    @Test func withoutATenantItIs400() async throws {
        try await RunningEdge.with(Self.anonymous) { edge in
            let headers = Self.fromGateway.merging(["X-Tenant-ID": nil]) { $1 }
            let answer = try await edge.send("POST", Self.path, headers, body: #"{"prompt":"test"}"#)
            #expect(answer.status == 400)
        }
    }

    @Test func aForeignEventIdBeginsANewRun() async throws {
        try await RunningEdge.with(Self.anonymous) { edge in
            try await edge.answering("hi") {
                let headers = Self.fromGateway.merging(["Last-Event-ID": "event_123"]) { $1 }
                let answer = try await edge.send("POST", Self.path, headers, body: #"{"prompt":"test"}"#)
                #expect(answer.status == 200)
                #expect(try self.names(answer) == ["content", "end", nil])
            }
        }
    }

    @Test func withoutATokenItIs401WhereOneIsRequired() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("POST", Self.path, Self.fromGateway, body: #"{"prompt":"test"}"#)
            #expect(answer.status == 401)
        }
    }

    @Test func aGuestMayNotRunAgents() async throws {
        try await RunningEdge.with { edge in
            let guest = try RunningEdge.caller("1", "42", role: "guest")
            let answer = try await edge.send("POST", Self.path, guest, body: #"{"prompt":"test"}"#)
            #expect(answer.status == 403)
        }
    }

    @Test func anotherUsersHeaderIs403BeforeTheStream() async throws {
        try await RunningEdge.with { edge in
            let headers: [String: String?] = ["X-User-ID": "7"]
            let answer = try await edge.send("POST", Self.path, headers, body: #"{"prompt":"test"}"#)
            #expect(answer.status == 403)
        }
    }

    @Test func withoutAPromptItIs422() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("POST", Self.path, body: "{}")
            #expect(answer.status == 422)
            #expect(answer.text.contains("prompt"))
        }
    }

    @Test func theCommandHoldsWhatTheAgentNeeds() async throws {
        try await RunningEdge.with { edge in
            let body = #"{"prompt":"send it","context":{"itemId":7},"thread_id":"t-1","model":"m"}"#
            let headers: [String: String?] = ["Accept-Language": "en", "X-Correlation-ID": "trace-1"]
            async let answer = edge.send("POST", Self.path, headers, body: body)
            let command = try await edge.nextCommand()
            let agent = try RunAgent.decoded(from: command.body)
            #expect(command.kind == "agent")
            #expect(agent.prompt == "send it")
            #expect(agent.context == #"{"itemId":7}"#)
            #expect(agent.model == "m")
            #expect(agent.language == .english)
            #expect(agent.correlation == "trace-1")
            #expect(agent.permissions.contains("agent:execute") && !agent.permissions.contains("system:admin"))
            #expect(agent.authorization?.token.hasPrefix("eyJ") == true)
            try await edge.worker.begin(command.run)
            try await edge.worker.fail(command.run, .provider)
            #expect(try await self.names(answer) == ["error", "end", nil])
        }
    }

    @Test func aClientThatComesBackGetsTheRestInTheSameShape() async throws {
        try await RunningEdge.with { edge in
            try await edge.answering("one ", "two") {
                let first = try await edge.send("GET", "/test/stream?message=hi")
                let run = try #require(first.values("X-Run-ID").first)
                let seen: [String: String?] = ["Last-Event-ID": "\(run):1-2"]
                let posted = try await edge.send("POST", Self.path, seen, body: #"{"prompt":"hi"}"#)
                #expect(posted.values("X-Run-ID") == [run])
                #expect(try self.names(posted) == ["content", "end", nil])
                let joined = try await edge.send("GET", "/runs/\(run)/stream")
                #expect(try self.names(joined) == ["content", "content", "end", nil])
            }
        }
    }
}
