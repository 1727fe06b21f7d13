import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(1))) struct AnalysisRoutesTests {
    private static let body = #"{"question":"Why did sales fall?","data":[1,2]}"#

    /// The next command of the tasks service.
    private func nextReport(_ edge: RunningEdge) async throws -> Command {
        let worker = ReplicaID(instance: "tasks-1", boot: "b0")
        let deliveries = try await edge.reports.receive(as: worker, limit: 1, wait: .seconds(30))
        return try #require(deliveries.first).command()
    }

    @Test(arguments: ["/analysis", "/aura/analysis"])
    func anAnalysisIsATaskAndARun(path: String) async throws {
        try await RunningEdge.with { edge in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    let create = try await self.nextReport(edge)
                    #expect(create.kind == CreateTask.kind)
                    let task = try CreateTask.decoded(from: create.body)
                    #expect(task.taskType == "analysis")
                    #expect(task.description == "Why did sales fall?")
                    #expect(task.authorization?.token == (try TestToken.of()))
                    // The task is asked for before the work.
                    let command = try await edge.nextCommand()
                    #expect(command.run == create.run)
                    #expect(command.kind == AnalyseQuestion.kind)
                    let registry = InMemoryRunRegistry(bus: edge.bus)
                    try await registry.setTask("task-1", for: create.run)
                    // The edge leaves the run once it is sent.
                    try await eventually("the edge's leaving") { try await registry.edges(of: create.run).isEmpty }
                }
                let answer = try await edge.send("POST", path, body: Self.body)
                #expect(answer.status == 202)
                let data = try #require(try answer.json()["data"] as? [String: Any])
                #expect(data["taskId"] as? String == "task-1")
                let run = try #require(data["runId"] as? String)
                let snapshot = try await edge.send("GET", "/runs/\(run)").json()["data"] as? [String: Any]
                #expect(snapshot?["kind"] as? String == "analysis")
                #expect(snapshot?["taskId"] as? String == "task-1")
                try await tasks.waitForAll()
            }
        }
    }

    @Test func withoutATaskInTimeTheAnswerSaysNull() async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("POST", "/analysis", body: Self.body)
            #expect(answer.status == 202)
            let data = try #require(try answer.json()["data"] as? [String: Any])
            #expect(data["taskId"] is NSNull)
        }
    }

    @Test func theSameKeyMakesOneRunAndOneTask() async throws {
        try await RunningEdge.with { edge in
            var runs: Set<String> = []
            for _ in 0..<2 {
                let answer = try await edge.send("POST", "/analysis", ["Idempotency-Key": "k"], body: Self.body)
                let data = try #require(try answer.json()["data"] as? [String: Any])
                runs.insert(try #require(data["runId"] as? String))
            }
            #expect(runs.count == 1)
            #expect(try await edge.reports.backlog() == 1)
            #expect(try await edge.queue.backlog() == 1)
        }
    }

    @Test func guestsAndBadRequestsMakeNothing() async throws {
        try await RunningEdge.with { edge in
            let guest = try await edge.send(
                "POST",
                "/analysis",
                RunningEdge.caller("1", "7", role: "guest"),
                body: Self.body
            )
            #expect(guest.status == 403)
            let empty = try await edge.send("POST", "/analysis", body: "{}")
            #expect(empty.status == 422)
            #expect(try empty.json()["errorCode"] as? String == "E4000")
            #expect(try await edge.reports.backlog() == 0)
            #expect(try await edge.queue.backlog() == 0)
        }
    }
}
