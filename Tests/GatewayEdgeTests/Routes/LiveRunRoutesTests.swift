import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct LiveRunRoutesTests {
    /// A run with a viewer on this edge.
    ///
    /// - Parameter age: How long ago it was made, in milliseconds.
    private static func watchedRun(of caller: Caller, age: Int64 = 0, on edge: RunningEdge) async throws -> RunID {
        var record = RunRecord.test(caller)
        record.created -= age
        try await InMemoryRunRegistry(bus: edge.bus).create(record, servedBy: edge.hub.edge)
        _ = edge.hub.subscribe(toNew: record)
        return record.run
    }

    private static func runs(_ edge: RunningEdge, prefix: String = "") async throws -> [[String: Any]] {
        let admin = try RunningEdge.caller("1", "1", role: "admin")
        let answer = try await edge.send("GET", "\(prefix)/admin/runs", admin)
        #expect(answer.status == 200)
        let data = try #require(try answer.json()["data"] as? [String: Any])
        #expect(data["edge"] as? String == "edge-1")
        return try #require(data["runs"] as? [[String: Any]])
    }

    @Test(arguments: ["", "/aura"])
    func anAnswerIsShownWhileItGoesOnAndWithoutItsText(prefix: String) async throws {
        try await RunningEdge.with { edge in
            #expect(try await Self.runs(edge, prefix: prefix).isEmpty)
            let request = try RunningEdge.request("POST", "/chat/stream", body: #"{"message":"secret"}"#)
            try await EdgeConnection.with(port: edge.port) { connection in
                try await connection.write(request)
                let run = try await edge.nextCommand().run
                let queued = try #require(try await Self.runs(edge, prefix: prefix).first)
                #expect(queued["runId"] as? String == run.description)
                #expect(queued["status"] as? String == "queued")
                #expect(queued["worker"] is NSNull)
                try await edge.worker.begin(run)
                try await edge.worker.say("secret", in: run)
                let runs = try await Self.runs(edge, prefix: prefix)
                #expect(runs.count == 1)
                let running = try #require(runs.first)
                #expect(running["runId"] as? String == run.description)
                #expect(running["kind"] as? String == "chat")
                #expect(running["user"] as? String == "42")
                #expect(running["status"] as? String == "running")
                #expect(running["worker"] as? String == "llm-1")
                let record = try #require(try await InMemoryRunRegistry(bus: edge.bus).record(of: run))
                #expect(running["createdAt"] as? String == LocalTimestamp.text(of: record.created))
                #expect(Set(running.keys) == ["runId", "kind", "user", "status", "worker", "createdAt"])
                try await edge.worker.complete(run)
                _ = await connection.readToEnd()
            }
            #expect(try await Self.runs(edge, prefix: prefix).isEmpty)
        }
    }

    @Test func runsAreOfTheOwnTenantWhoeverItsUserTheNewestFirst() async throws {
        try await RunningEdge.with { edge in
            let older = try await Self.watchedRun(of: try .of("1", "7"), age: 120_000, on: edge)
            let newest = try await Self.watchedRun(of: try .of("1", "42"), on: edge)
            let middle = try await Self.watchedRun(of: try .of("1", "7"), age: 60_000, on: edge)
            _ = try await Self.watchedRun(of: try .of("2", "42"), on: edge)
            let runs = try await Self.runs(edge)
            #expect(runs.compactMap { $0["runId"] as? String } == [newest, middle, older].map(\.description))
            #expect(runs.compactMap { $0["user"] as? String } == ["42", "7", "7"])
        }
    }

    @Test func whatHasEndedOrIsNotKeptIsNotShownThoughSomebodyStillReads() async throws {
        try await RunningEdge.with { edge in
            let ended = try await Self.watchedRun(of: try .of("1", "42"), on: edge)
            try await edge.worker.begin(ended)
            try await edge.worker.complete(ended)
            let lost = try await Self.watchedRun(of: try .of("1", "42"), on: edge)
            edge.bus.lose(lost)
            let live = try await Self.watchedRun(of: try .of("1", "42"), on: edge)
            #expect(try await Self.runs(edge).compactMap { $0["runId"] as? String } == [live.description])
        }
    }

    @Test func onlyTheNewestHundredAreShown() async throws {
        try await RunningEdge.with { edge in
            var all: [RunID] = []
            for age in 0..<103 {
                all.append(try await Self.watchedRun(of: try .of("1", "42"), age: Int64(age) * 60_000, on: edge))
            }
            let shown = try await Self.runs(edge).compactMap { $0["runId"] as? String }
            #expect(shown == all.prefix(100).map(\.description))
        }
    }

    @Test func withoutABusNothingIsSaid() async throws {
        try await RunningEdge.with { edge in
            _ = try await Self.watchedRun(of: try .of("1", "42"), on: edge)
            edge.bus.fail()
            let admin = try RunningEdge.caller("1", "1", role: "admin")
            #expect(try await edge.send("GET", "/admin/runs", admin).status == 503)
            edge.bus.recover()
        }
    }
}
