import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// Work that runs by itself: at once, at a time, or never.
    @Suite struct Automations {
        private static func make(_ client: HTTPClient, _ body: String) async throws -> [String: String] {
            let answer = try await client.post("/automation", body, ["Accept-Language": "en"])
            guard answer.status == 202 else {
                throw StackError(description: "automation: \(answer.status) \(answer.text)")
            }
            return try answer.data().compactMapValues { $0 as? String }
        }

        private static func status(_ id: String, _ client: HTTPClient) async throws -> String? {
            try await client.get("/automation/\(id)").data()["status"] as? String
        }

        /// An ISO time so many seconds ahead.
        private static func time(in seconds: Double) -> String {
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            return Date(timeIntervalSinceNow: seconds).formatted(style)
        }

        @Test(.timeLimit(.minutes(2)))
        func anAutomationAtOnceRunsToACompletedTaskThatItsOwnerSees() async throws {
            try await withStack(provider: ProviderScripts.tokens(5)) { stack in
                try await withDWPBackend { backend in
                    _ = try await stack.startWorker("llm-1")
                    _ = try await stack.startTasks("tasks-1", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    let client = try edge.client()
                    let made = try await Self.make(client, #"{"instruction":"Sum up the week"}"#)
                    let id = try #require(made["automationId"])
                    let run = try #require(made["runId"])
                    let task = try #require(made["taskId"])
                    var stream = try await client.stream("GET", "/runs/\(run)/stream")
                    let events = try await stream.rest()
                    #expect(events.isDone)
                    #expect(events.first { $0.name == "task" }?.field("taskId") == task)
                    #expect(events.first { $0.name == "result" }?.field("result") == events.text)

                    try await eventually("the task's end") { backend.rows.first?.status == .completed }
                    #expect(backend.rows.map(\.taskType) == ["automation"])
                    #expect(backend.rows.first?.taskId == task)
                    try await eventually("the automation's end") {
                        try await Self.status(id, client) == "completed"
                    }
                    let shown = try await client.get("/tasks/\(task)").data()
                    #expect(shown["status"] as? String == "COMPLETED")
                    #expect(shown["resultData"] as? String == backend.rows.first?.resultData)
                    let page = try await client.get("/aura/tasks?size=5").data()
                    #expect((page["tasks"] as? [[String: Any]])?.compactMap { $0["taskId"] as? String } == [task])
                    #expect(page["total"] as? Int == 1)
                    let other = try edge.client(user: "7")
                    #expect(try await other.get("/tasks/\(task)").status == 404)
                    #expect(try await other.get("/automation/\(id)").status == 404)
                    #expect(try await other.get("/tasks").data()["total"] as? Int == 0)
                    #expect(backend.violations.isEmpty)

                    backend.plan { _ in .status(503) }
                    #expect(try await client.get("/tasks").status == 502)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aDueTimeHasOneRunThoughAReplicaIsKilledAroundIt() async throws {
            try await withStack(provider: ProviderScripts.tokens(5)) { stack in
                try await withDWPBackend { backend in
                    _ = try await stack.startWorker("llm-1")
                    let first = try await stack.startTasks("tasks-1", backend: backend.url)
                    _ = try await stack.startTasks("tasks-2", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    let client = try edge.client()
                    var ids: [String] = []
                    // Some before the kill, some in the midst of it, some after.
                    for index in 0..<20 {
                        let time = Self.time(in: 1.5 + Double(index) * 0.02)
                        let made = try await Self.make(
                            client,
                            #"{"instruction":"No. \#(index)","schedule":"\#(time)"}"#
                        )
                        #expect(made["status"] == "scheduled")
                        ids.append(try #require(made["automationId"]))
                    }
                    try await eventually("the first run") { !backend.rows.isEmpty }
                    first.process.signal(SIGKILL)
                    for id in ids {
                        try await eventually(within: .seconds(60), "the end of \(id)") {
                            try await Self.status(id, client) == "completed"
                        }
                        let shown = try await client.get("/automation/\(id)").data()
                        #expect(shown["runCount"] as? Int == 1)
                    }
                    try await eventually(within: .seconds(60), "the tasks' ends") {
                        backend.rows.allSatisfy { $0.status == .completed }
                    }
                    #expect(Set(backend.rows.compactMap(\.inputData)).count == ids.count)
                    #expect(backend.rows.count == ids.count)
                    #expect(backend.violations.isEmpty)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func whatIsCancelledBeforeItIsDueNeverRuns() async throws {
            try await withStack(provider: ProviderScripts.tokens(5)) { stack in
                try await withDWPBackend { backend in
                    _ = try await stack.startWorker("llm-1")
                    _ = try await stack.startTasks("tasks-1", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    let client = try edge.client()
                    let made = try await Self.make(
                        client,
                        #"{"instruction":"Never","schedule":"\#(Self.time(in: 2))"}"#
                    )
                    let after = try await Self.make(
                        client,
                        #"{"instruction":"After","schedule":"\#(Self.time(in: 2.2))"}"#
                    )
                    let id = try #require(made["automationId"])
                    #expect(try await client.delete("/automation/\(id)").status == 200)
                    let last = try #require(after["automationId"])
                    try await eventually("the other's end") { try await Self.status(last, client) == "completed" }
                    #expect(try await Self.status(id, client) == "cancelled")
                    try await eventually("the task") { !backend.rows.isEmpty }
                    #expect(backend.rows.count == 1)
                    #expect(backend.rows.first?.inputData?.contains("After") == true)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func cancellingStopsTheRunUnderWay() async throws {
            try await withStack(provider: ProviderScripts.tokens(2000, pace: .milliseconds(20))) { stack in
                try await withDWPBackend { backend in
                    _ = try await stack.startWorker("llm-1")
                    _ = try await stack.startTasks("tasks-1", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    let client = try edge.client()
                    let made = try await Self.make(client, #"{"instruction":"Long"}"#)
                    let id = try #require(made["automationId"])
                    await stack.provider.wait { $0.requests >= 1 }
                    for _ in 0..<2 {
                        let answer = try await client.delete("/automation/\(id)")
                        #expect(answer.status == 200)
                        #expect(try answer.data()["status"] as? String == "cancelled")
                    }
                    try await eventually("the end") { backend.rows.first?.status == .failed }
                    #expect(backend.rows.first?.errorMessage == "cancelled")
                    let run = try #require(made["runId"])
                    #expect(try await client.get("/runs/\(run)").data()["status"] as? String == "cancelled")
                }
            }
        }
    }
}
