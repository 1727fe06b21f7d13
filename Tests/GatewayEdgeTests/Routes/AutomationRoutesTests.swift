import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(1))) struct AutomationRoutesTests {
    private static let later = #"{"instruction":"Sum up the week","schedule":"2100-01-01T09:00:00"}"#

    private func data(_ answer: EdgeAnswer) throws -> [String: Any] {
        try #require(try answer.json()["data"] as? [String: Any])
    }

    private func make(_ edge: RunningEdge, _ body: String, _ headers: [String: String?] = [:]) async throws -> String {
        let answer = try await edge.send("POST", "/automation", headers, body: body)
        #expect(answer.status == 202)
        return try #require(try self.data(answer)["automationId"] as? String)
    }

    private func nextReport(_ edge: RunningEdge) async throws -> Command {
        let worker = ReplicaID(instance: "tasks-1", boot: "b0")
        let deliveries = try await edge.reports.receive(as: worker, limit: 1, wait: .seconds(30))
        return try #require(deliveries.first).command()
    }

    @Test(arguments: ["/automation", "/aura/automation"])
    func whatIsAskedForAtOnceRunsAtOnce(path: String) async throws {
        try await RunningEdge.with { edge in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    let create = try await self.nextReport(edge)
                    let task = try CreateTask.decoded(from: create.body)
                    #expect(task.taskType == "automation")
                    #expect(task.authorization?.token == (try TestToken.of()))
                    let command = try await edge.nextCommand()
                    #expect(command.run == create.run)
                    let work = try AnalyseQuestion.decoded(from: command.body)
                    #expect(work.question == "Sum up")
                    #expect(work.runKind == .automation)
                    try await InMemoryRunRegistry(bus: edge.bus).setTask("task-1", for: create.run)
                }
                let answer = try await edge.send("POST", path, body: #"{"instruction":"Sum up"}"#)
                #expect(answer.status == 202)
                let made = try self.data(answer)
                #expect(made["taskId"] as? String == "task-1")
                #expect(made["nextRunAt"] is NSNull)
                let run = try #require(made["runId"] as? String)
                let snapshot = try self.data(try await edge.send("GET", "/runs/\(run)"))
                #expect(snapshot["kind"] as? String == "automation")
                #expect(snapshot["status"] as? String == "queued")
                let id = try #require(made["automationId"] as? String)
                let shown = try self.data(try await edge.send("GET", "/automation/\(id)"))
                #expect(shown["status"] as? String == "running")
                #expect(shown["lastRunId"] as? String == run)
                #expect(shown["runIds"] as? [String] == [run])
                #expect(shown["runCount"] as? Int == 1)
                // Sent and known to be: nobody sends it again.
                let entry = try await edge.automations.entry(try #require(AutomationID(id)))
                #expect(entry?.standing.current?.isLaunched == true)
                #expect(try await edge.queue.backlog() == 1)
                try await tasks.waitForAll()
            }
        }
    }

    @Test func whatIsAskedForLaterWaits() async throws {
        try await RunningEdge.with(["DWP_TIME_ZONE": "Asia/Seoul"]) { edge in
            let answer = try await edge.send("POST", "/automation", body: Self.later)
            #expect(answer.status == 202)
            let made = try self.data(answer)
            #expect(made["runId"] is NSNull && made["taskId"] is NSNull)
            #expect(made["nextRunAt"] as? String == "2100-01-01T09:00:00")
            #expect(made["timeZone"] as? String == "Asia/Seoul")
            let id = try #require(made["automationId"] as? String)
            let automation = try #require(AutomationID(id))
            let entry = try #require(try await edge.automations.entry(automation))
            #expect(entry.standing.due == 4_102_444_800_000)
            let shown = try self.data(try await edge.send("GET", "/aura/automation/\(id)"))
            #expect(shown["id"] as? String == id)
            #expect(shown["status"] as? String == "scheduled")
            #expect(shown["schedule"] as? String == "2100-01-01T09:00:00")
            #expect(shown["instruction"] as? String == "Sum up the week")
            #expect((shown["createdAt"] as? String)?.hasPrefix("20") == true)
            #expect(try await edge.reports.backlog() == 0)
            #expect(try await edge.queue.backlog() == 0)
        }
    }

    @Test func theSameKeyIsTheSameAutomation() async throws {
        try await RunningEdge.with { edge in
            let keyed = #"{"instruction":"x","schedule":"@daily","idempotencyKey":"k"}"#
            let first = try await self.make(edge, keyed)
            #expect(try await self.make(edge, keyed) == first)
            #expect(try await self.make(edge, keyed, ["Idempotency-Key": "k"]) == first)
            let headed = try await self.make(edge, Self.later, ["Idempotency-Key": "h"])
            #expect(try await self.make(edge, Self.later, ["Idempotency-Key": "h"]) == headed)
            #expect(headed != first)
            let other = try await edge.send("POST", "/automation", ["Idempotency-Key": "k"], body: Self.later)
            #expect(other.status == 409)
            #expect(try other.json()["errorCode"] as? String == "E3006")
            let torn = try await edge.send("POST", "/automation", ["Idempotency-Key": "j"], body: keyed)
            #expect(torn.status == 422)
            // Another's key is another's.
            #expect(try await self.make(edge, keyed, RunningEdge.caller("1", "7")) != first)
            let page = try self.data(try await edge.send("GET", "/automation"))
            #expect(page["total"] as? Int == 2)
        }
    }

    @Test func listsAreTheCallersOwnAndPaged() async throws {
        try await RunningEdge.with { edge in
            var made: [String] = []
            for _ in 0..<3 { made.append(try await self.make(edge, Self.later)) }
            _ = try await self.make(edge, Self.later, RunningEdge.caller("2", "42"))
            let page = try self.data(try await edge.send("GET", "/automation?limit=2&offset=1"))
            let ids = (page["automations"] as? [[String: Any]])?.compactMap { $0["id"] as? String }
            #expect(ids == [made[1], made[0]])
            #expect(page["total"] as? Int == 3)
            for query in ["limit=0", "limit=101", "limit=x", "offset=-1"] {
                #expect(try await edge.send("GET", "/automation?\(query)").status == 422)
            }
        }
    }

    @Test func anothersAutomationIsNone() async throws {
        try await RunningEdge.with { edge in
            let id = try await self.make(edge, Self.later)
            for caller in [try RunningEdge.caller("1", "7"), try RunningEdge.caller("2", "42")] {
                for method in ["GET", "DELETE"] {
                    let answer = try await edge.send(method, "/automation/\(id)", caller)
                    #expect(answer.status == 404)
                    #expect(try answer.json()["errorCode"] as? String == "E1004")
                }
            }
            #expect(try await edge.send("GET", "/automation/\(AutomationID.random())").status == 404)
            #expect(try await edge.send("GET", "/automation/x").status == 404)
            let guest = try RunningEdge.caller("1", "42", role: "guest")
            #expect(try await edge.send("POST", "/automation", guest, body: Self.later).status == 403)
            let shown = try self.data(try await edge.send("GET", "/automation/\(id)"))
            #expect(shown["status"] as? String == "scheduled")
        }
    }

    @Test func aCancelledAutomationNeverRunsAndSaysSoAgain() async throws {
        try await RunningEdge.with { edge in
            let id = try await self.make(edge, Self.later)
            for _ in 0..<2 {
                let answer = try await edge.send("DELETE", "/automation/\(id)")
                #expect(answer.status == 200)
                let data = try self.data(answer)
                #expect(data["status"] as? String == "cancelled")
                #expect(data["nextRunAt"] is NSNull)
            }
            #expect(try await edge.automations.agenda(limit: 10).next == nil)
        }
    }

    @Test func cancellingStopsTheRunUnderWay() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("POST", "/automation", body: #"{"instruction":"x"}"#)
            let made = try self.data(answer)
            let run = try #require(made["runId"] as? String)
            let id = try #require(made["automationId"] as? String)
            #expect(try await edge.send("DELETE", "/automation/\(id)").status == 200)
            let snapshot = try self.data(try await edge.send("GET", "/runs/\(run)"))
            #expect(snapshot["status"] as? String == "cancelled")
        }
    }

    @Test func aUserHasSoManyAtOnce() async throws {
        try await RunningEdge.with(["AURA_MAX_AUTOMATIONS_PER_USER": "2"]) { edge in
            let first = try await self.make(edge, Self.later)
            _ = try await self.make(edge, Self.later)
            let full = try await edge.send("POST", "/automation", body: Self.later)
            #expect(full.status == 429)
            #expect(try full.json()["errorCode"] as? String == "E4290")
            _ = try await self.make(edge, Self.later, RunningEdge.caller("1", "7"))
            #expect(try await edge.send("DELETE", "/automation/\(first)").status == 200)
            _ = try await self.make(edge, Self.later)
        }
    }
}
