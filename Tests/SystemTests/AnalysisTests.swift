import Foundation
import TestSupport
import Testing

@testable import Indexer

extension SystemTests {
    /// Long work that DWP shows as a task.
    @Suite struct Analyses {
        private struct Begun {
            var run: String
            var task: String?
        }

        private static func begin(_ client: HTTPClient, _ body: String) async throws -> Begun {
            let answer = try await client.post("/analysis", body, ["Accept-Language": "en"])
            guard answer.status == 202 else {
                throw StackError(description: "analysis: \(answer.status) \(answer.text)")
            }
            let data = try answer.data()
            return Begun(run: data["runId"] as? String ?? "", task: data["taskId"] as? String)
        }

        /// Says `text` to every request, a word at a time.
        private static func model(_ text: String, pace: Duration = .zero) -> RequestScript {
            { _, connection in
                try await connection.writeHead("200 OK", ProviderScripts.head)
                for word in text.split(separator: " ") {
                    try await connection.writeChunk(ProviderScripts.delta("\(word) "))
                    if pace > .zero { try await Task.sleep(for: pace) }
                }
                try await connection.writeChunk(ProviderScripts.end)
                try await connection.writeLastChunk()
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func anAnalysisGoesThroughItsStagesToACompletedTask() async throws {
            try await withStack(provider: Self.model("sales report")) { stack in
                try await withDWPBackend { backend in
                    _ = try await stack.startWorker("llm-1")
                    _ = try await stack.startIndexer("indexer-1")
                    _ = try await stack.startTasks("tasks-1", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    let client = try edge.client()
                    try await EventPublisher.publish(
                        [try EventPublisher.mail(1, "Sales report Q1"), try EventPublisher.mail(2, "Canteen menu")],
                        on: stack.redis.port
                    )
                    let index = try SQLiteStore(folder: stack.dataFolder, model: HashingEmbedder().model)
                    while try await index.statistics().documents < 2 { try await Task.sleep(for: .milliseconds(20)) }

                    let body = #"{"question":"Why did sales fall?","data":{"q1":5},"documents":["mail_2"]}"#
                    let begun = try await Self.begin(client, body)
                    let task = try #require(begun.task)
                    var stream = try await client.stream("GET", "/runs/\(begun.run)/stream")
                    let events = try await stream.rest()
                    #expect(events.isDone)
                    #expect(events.names.filter { $0 == "progress" }.count == 4)
                    #expect(events.first { $0.name == "task" }?.field("taskId") == task)
                    let sources = try #require(events.first { $0.name == "sources" }).data
                    #expect(sources.contains("mail_2") && sources.contains("Sales report Q1"))
                    #expect(events.text.contains("## Summary"))
                    let result = try #require(events.first { $0.name == "result" })
                    #expect(result.field("result") == events.text)

                    try await eventually(within: .seconds(20), "the end") { backend.rows.first?.status == .completed }
                    let row = try #require(backend.rows.first)
                    #expect(backend.rows.count == 1)
                    #expect(row.taskId == task)
                    #expect(row.progress == 100)
                    #expect(row.resultData == result.data)
                    // Three calls to the model, each counted.
                    #expect(result.data.contains(#""totalTokens":24"#))
                    #expect(backend.violations.isEmpty)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aStoppedAnalysisFailsItsTask() async throws {
            let words = Array(repeating: "word", count: 500).joined(separator: " ")
            try await withStack(provider: Self.model(words, pace: .milliseconds(20))) { stack in
                try await withDWPBackend { backend in
                    _ = try await stack.startWorker("llm-1")
                    _ = try await stack.startTasks("tasks-1", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    let client = try edge.client()
                    let begun = try await Self.begin(client, #"{"question":"Why?"}"#)
                    await stack.provider.wait { $0.requests >= 1 }
                    #expect(try await client.delete("/runs/\(begun.run)").status == 200)
                    try await eventually(within: .seconds(20), "the end") { backend.rows.first?.status == .failed }
                    #expect(backend.rows.first?.errorMessage == "cancelled")
                    #expect(backend.violations.isEmpty)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aFailedProviderFailsTheTaskInWords() async throws {
            try await withStack(provider: { _, connection in try await connection.respond("401 Unauthorized") }) {
                stack in
                try await withDWPBackend { backend in
                    _ = try await stack.startWorker("llm-1")
                    _ = try await stack.startTasks("tasks-1", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    _ = try await Self.begin(try edge.client(), #"{"question":"Why?"}"#)
                    try await eventually(within: .seconds(20), "the end") { backend.rows.first?.status == .failed }
                    #expect(backend.rows.first?.errorMessage?.hasPrefix("ProviderError: ") == true)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aKilledWorkersAnalysisIsCompletedByAnotherInOneTask() async throws {
            let words = Array(repeating: "word", count: 50).joined(separator: " ")
            try await withStack(provider: Self.model(words, pace: .milliseconds(20))) { stack in
                try await withDWPBackend { backend in
                    let worker = try await stack.startWorker("llm-1")
                    _ = try await stack.startIndexer("indexer-1")
                    _ = try await stack.startTasks("tasks-1", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    _ = try await Self.begin(try edge.client(), #"{"question":"Why?"}"#)
                    await stack.provider.wait { $0.requests >= 2 }
                    _ = try await stack.startWorker("llm-2")
                    worker.process.signal(SIGKILL)
                    try await eventually(within: .seconds(60), "the end") { backend.rows.first?.status == .completed }
                    #expect(backend.rows.count == 1)
                    #expect(backend.calls.filter { $0.operation == .complete && $0.hadEffect }.count == 1)
                    #expect(backend.violations.isEmpty)
                }
            }
        }
    }
}
