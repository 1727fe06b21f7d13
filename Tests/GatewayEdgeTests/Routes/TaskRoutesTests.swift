import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(1))) struct TaskRoutesTests {
    /// Runs an operation beside a tasks service that answers every question alike, and tells what it was asked.
    private func answering<Result: Sendable>(
        _ edge: RunningEdge,
        _ events: [RunEvent],
        failure: RunFailure? = nil,
        _ operation: @Sendable () async throws -> Result
    ) async throws -> (result: Result, asked: [Command]) {
        let worker = ScriptedWorker(edge.bus, instance: "tasks-1")
        try await edge.leases.renew(worker.id, for: .seconds(3600))
        return try await withThrowingTaskGroup(of: [Command].self) { tasks in
            tasks.addTask {
                var asked: [Command] = []
                while !Task.isCancelled {
                    for delivery in try await edge.reports.receive(as: worker.id, limit: 1, wait: .seconds(1)) {
                        let command = try delivery.command()
                        asked.append(command)
                        try await worker.begin(command.run)
                        if let failure {
                            try await worker.say([RunEvent(.failed, try failure.encoded())], in: command.run)
                        } else {
                            try await worker.say(events, in: command.run)
                            try await worker.complete(command.run)
                        }
                        try await edge.reports.complete(delivery)
                    }
                }
                return asked
            }
            defer { tasks.cancelAll() }
            let result = try await operation()
            tasks.cancelAll()
            return (result, try await tasks.next() ?? [])
        }
    }

    private static let task = AgentTask(
        taskId: "t-1",
        taskType: "automation",
        status: "COMPLETED",
        progress: 100,
        description: "요약",
        resultData: #"{"result":"x"}"#,
        createdAt: "2026-02-01T09:30:00.5"
    )

    @Test(arguments: ["/tasks", "/aura/tasks"])
    func aPageIsAskedForAndPassedOn(path: String) async throws {
        try await RunningEdge.with { edge in
            let listing = try TaskListing(tasks: [Self.task], total: 7).encoded()
            let (answer, asked) = try await self.answering(edge, [RunEvent(.tasks, listing)]) {
                try await edge.send("GET", "\(path)?page=2&size=3", RunningEdge.caller("1", "42", role: "guest"))
            }
            #expect(answer.status == 200)
            let data = try #require(try answer.json()["data"] as? [String: Any])
            #expect(data["total"] as? Int == 7)
            #expect(data["page"] as? Int == 2)
            let first = try #require((data["tasks"] as? [[String: Any]])?.first)
            #expect(first["createdAt"] as? String == "2026-02-01T09:30:00.5")
            #expect(first["progress"] as? Int == 100)
            let command = try #require(asked.first)
            let list = try ListTasks.decoded(from: command.body)
            #expect(list.page == 2 && list.size == 3)
            #expect(list.authorization != nil)
            #expect(command.caller == (try .of("1", "42")))
        }
    }

    @Test func oneTaskIsPassedOnAndNoneIsNotFound() async throws {
        try await RunningEdge.with { edge in
            let listing = try TaskListing(tasks: [Self.task]).encoded()
            let (found, asked) = try await self.answering(edge, [RunEvent(.tasks, listing)]) {
                try await edge.send("GET", "/tasks/t-1")
            }
            #expect(found.status == 200)
            let data = try #require(try found.json()["data"] as? [String: Any])
            #expect(data["resultData"] as? String == #"{"result":"x"}"#)
            #expect(data["errorMessage"] == nil)
            let question = try #require(asked.first)
            #expect(try ReadTask.decoded(from: question.body).taskId == "t-1")
            let none = try TaskListing(tasks: []).encoded()
            let (missing, _) = try await self.answering(edge, [RunEvent(.tasks, none)]) {
                try await edge.send("GET", "/tasks/t-1")
            }
            #expect(missing.status == 404)
            #expect(try missing.json()["errorCode"] as? String == "E1004")
        }
    }

    @Test(arguments: [
        (RunFailure(.provider, error: "", message: "m"), 502, "E5000"),
        (RunFailure(.providerTimeout, error: "", message: "m"), 504, "E5001"),
    ])
    func whatDWPCannotTellIsAnErrorOfTheGateway(failure: RunFailure, status: Int, code: String) async throws {
        try await RunningEdge.with { edge in
            for path in ["/tasks", "/tasks/t-1"] {
                let (answer, _) = try await self.answering(edge, [], failure: failure) {
                    try await edge.send("GET", path)
                }
                #expect(answer.status == status)
                #expect(try answer.json()["errorCode"] as? String == code)
            }
        }
    }

    @Test(arguments: [
        ("/tasks?page=-1", 422), ("/tasks?page=x", 422), ("/tasks?size=0", 422), ("/tasks?size=101", 422),
        ("/tasks/a%2Fb", 404), ("/tasks/a..b", 404), ("/tasks/\(String(repeating: "a", count: 101))", 404),
    ])
    func whatCannotBeAskedIsNotAsked(path: String, status: Int) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", path)
            #expect(answer.status == status)
            let anonymous = try await edge.send("GET", path, ["Authorization": nil])
            #expect(anonymous.status == 401)
            let backlog = try await edge.reports.backlog()
            #expect(backlog == 0)
        }
    }
}
