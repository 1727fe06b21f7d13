import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// What the processes tell of themselves, as Prometheus reads it.
    @Suite struct Metrics {
        /// The provider's time to its first token.
        private static let thinking = Duration.milliseconds(1500)

        /// Thinks, then says five tokens; refuses who asks it to.
        private static let script: RequestScript = { request, connection in
            if String(decoding: request.body, as: UTF8.self).contains("refuse") {
                return try await connection.respond("400 Bad Request", body: #"{"error":{"message":"no"}}"#)
            }
            try await Task.sleep(for: Self.thinking)
            try await ProviderScripts.tokens(5, pace: .milliseconds(300))(request, connection)
        }

        private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()

        private static func text(of path: String) throws -> String {
            try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
        }

        /// The families that alerts and dashboards ask for.
        private static func asked() throws -> Set<String> {
            let text =
                try Self.text(of: "deploy/prometheus/alerts.yml")
                + Self.text(of: "deploy/grafana/dashboards/aura.json")
            let names = text.matches(of: /\b(?:aura|process)_[a-z0-9_]+/).map { String($0.output) }
            return Set(names.map { $0.replacing(/_(bucket|sum|count)$/, with: "") })
        }

        /// The rows that the table of all families has for these processes.
        private static func rows(of pages: [(name: String, page: MetricsPage)]) -> [String] {
            let names = Set(pages.flatMap { $0.page.families.keys }).sorted()
            return names.compactMap { name in
                let having = pages.filter { $0.page.families[name] != nil }
                guard let family = having.first?.page.families[name] else { return nil }
                let labels = family.labels.sorted().map { "`\($0)`" }.joined(separator: ", ")
                let processes = having.count == pages.count ? "all" : having.map(\.name).joined(separator: ", ")
                return "| `\(name)` | \(family.type) | \(labels) | \(processes) | \(family.help) |"
            }
        }

        /// The samples that something has moved already.
        private static func moved(_ page: MetricsPage) -> [String] {
            page.samples.filter { sample, value in
                let name = String(sample.prefix { $0 != "{" })
                // Redis is asked from the start on, and the build's name is always 1.
                let mayMove = ["process_", "aura_redis_round_trip_seconds", "aura_build_info"].contains(
                    where: name.hasPrefix
                )
                return !mayMove && value != 0
            }.keys.sorted()
        }

        @Test(.timeLimit(.minutes(3)))
        func everythingStandsAtZeroAndMovesWithOneChatAndOneSearch() async throws {
            try await withStack(provider: Self.script) { stack in
                let llm = HTTPClient(port: try await stack.startWorker("llm-1").adminPort)
                let indexer = HTTPClient(port: try await stack.startIndexer("indexer-1").adminPort)
                let tasks = HTTPClient(
                    port: try await stack.startTasks("tasks-1", backend: "http://127.0.0.1:9").adminPort
                )
                let running = try await stack.startEdge("edge-1")
                let edge = HTTPClient(port: running.adminPort)
                try await eventually("a count of what waits") {
                    try await edge.metrics()[#"aura_queue_depth{service="tasks"}"#] == 0
                }

                var pages: [(name: String, page: MetricsPage)] = []
                for (name, client) in [("edge", edge), ("llm", llm), ("indexer", indexer), ("tasks", tasks)] {
                    pages.append((name, try await client.metrics()))
                }
                for (name, page) in pages {
                    #expect(try await page.faults() == "", "\(name)")
                    #expect(Self.moved(page) == [], "\(name)")
                    #expect(page["process_open_fds"] ?? 0 > 0 && page["process_cpu_seconds_total"] ?? 0 > 0, "\(name)")
                    #expect(page["aura_redis_round_trip_seconds_count"] ?? 0 > 0, "\(name)")
                }
                let known = Set(pages.flatMap { $0.page.families.keys })
                #expect(try Self.asked().subtracting(known) == [])
                let table = try Self.text(of: "docs/metrics.md").split(separator: "\n").map(String.init)
                #expect(table.filter { $0.hasPrefix("| `") } == Self.rows(of: pages))

                let client = try running.client()
                let began = ContinuousClock.now
                var stream = try await client.chat("hello")
                _ = try await stream.next()
                let waited = (ContinuousClock.now - began) / .seconds(1)
                #expect(try await edge.metrics()["aura_open_streams"] == 1)
                _ = try await stream.rest()
                #expect(try await client.post("/search", #"{"query":"budget"}"#).status == 200)
                var refused = try await client.chat("refuse")
                _ = try await refused.rest()
                try await eventually("the streams' end") { try await edge.metrics()["aura_open_streams"] == 0 }

                let thinking = Self.thinking / .seconds(1)
                let ofEdge = try await edge.metrics()
                #expect(ofEdge["aura_time_to_first_token_seconds_count"] == 1)
                let firstToken = ofEdge["aura_time_to_first_token_seconds_sum"] ?? 0
                #expect(firstToken >= thinking && firstToken <= waited + 1)
                #expect(ofEdge["aura_inter_token_gap_seconds_count"].map { (1...4).contains($0) } == true)
                #expect(ofEdge[#"aura_hop_seconds_count{hop="edge"}"#] == 3)
                #expect(ofEdge[#"aura_hop_seconds_count{hop="return"}"#] == 1)
                try await eventually("what the worker counts at an end") {
                    try await llm.metrics()[#"aura_hop_seconds_count{hop="worker"}"#] == 2
                }
                let ofLLM = try await llm.metrics()
                #expect(ofLLM[#"aura_hop_seconds_count{hop="queue"}"#] == 2)
                #expect(ofLLM[#"aura_hop_seconds_count{hop="worker"}"#] == 2)
                #expect(ofLLM[#"aura_runs_total{kind="chat",outcome="completed"}"#] == 1)
                #expect(ofLLM[#"aura_runs_total{kind="chat",outcome="failed"}"#] == 1)
                #expect(ofLLM[#"aura_provider_errors_total{kind="invalidRequest",provider="openai"}"#] == 1)
                #expect(ofLLM[#"aura_tokens_total{direction="completion",estimated="false"}"#] == 5)
                let ofIndexer = try await indexer.metrics()
                #expect(ofIndexer["aura_search_seconds_count"] == 1)
                #expect(ofIndexer[#"aura_hop_seconds_count{hop="queue"}"#] == 1)
                #expect(ofIndexer[#"aura_runs_total{kind="search",outcome="completed"}"#] == 1)
                // What the model thought is no time of ours.
                let own = ["edge", "return"].compactMap { ofEdge["aura_hop_seconds_sum{hop=\"\($0)\"}"] }
                let theirs = ["queue", "worker"].compactMap { ofLLM["aura_hop_seconds_sum{hop=\"\($0)\"}"] }
                #expect((own + theirs).allSatisfy { $0 < thinking }, "\(own) \(theirs)")
                #expect(Self.moved(try await tasks.metrics()) == [])
                for (name, client) in [("edge", edge), ("llm", llm), ("indexer", indexer)] {
                    #expect(try await client.metrics().faults() == "", "\(name)")
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func theEdgeCountsWhatNoWorkerCanAndOutlivesItsRedis() async throws {
            try await withStack(environment: ["AURA_START_TIMEOUT": "2"], provider: Self.script) { stack in
                let running = try await stack.startEdge("edge-1")
                let edge = HTTPClient(port: running.adminPort)
                let client = try running.client()
                let stopped = try await client.chat("hello")
                #expect(try await client.delete("/runs/\(stopped.run)").status == 200)
                var late = try await client.chat("hello")
                #expect(try await late.rest().isDone)
                let page = try await edge.metrics()
                #expect(page[#"aura_runs_total{kind="chat",outcome="cancelled"}"#] == 1)
                #expect(page[#"aura_runs_total{kind="chat",outcome="failed"}"#] == 1)
                // Both commands wait for a worker that may yet come.
                try await eventually("the commands that wait") {
                    try await edge.metrics()[#"aura_queue_depth{service="llm"}"#] == 2
                }
                #expect(try await edge.metrics()[#"aura_queue_pending{service="llm"}"#] == 0)

                await stack.redis.stop()
                try await eventually("a count that nobody knows") {
                    try await edge.metrics()[#"aura_queue_depth{service="llm"}"#]?.isNaN == true
                }
                #expect(try await edge.get("/health").status == 200)
                #expect(try await edge.metrics().faults() == "")
            }
        }
    }
}
