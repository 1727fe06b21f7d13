import Foundation
import Synchronization
import TestSupport
import Testing

extension SystemTests {
    /// What the processes tell collectors and logs of themselves.
    @Suite struct TelemetryTests {
        private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        private static let caller = "00f067aa0ba902b7"
        private static let traceparent = "00-\(trace)-\(caller)-01"

        /// Where the processes send what they tell.
        private static func environment(_ collector: ScriptedServer) -> [String: String] {
            [
                "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url("/otlp"),
                "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Basic%20\(Secrets.collector)",
                "OTEL_BSP_SCHEDULE_DELAY": "50",
                "SENTRY_DSN": "http://\(Secrets.sentry)@127.0.0.1:\(collector.port)/42",
                "DWP_SERVICE_TOKEN": Secrets.service,
            ]
        }

        @Test(.timeLimit(.minutes(2)))
        func chatWithASearchIsOneTraceThroughAllProcesses() async throws {
            let collected = CollectedTelemetry()
            let asked = Mutex<[String]>([])
            let provider: RequestScript = { request, connection in
                asked.withLock { $0.append(request.header("traceparent") ?? "") }
                try await CompletionScript.answer(request, connection)
            }
            try await withScriptedServer(collected.script) { collector in
                try await withStack(environment: Self.environment(collector), provider: provider) { stack in
                    _ = try await stack.startWorker("llm-1")
                    _ = try await stack.startIndexer("indexer-1")
                    let edge = try await stack.startEdge("edge-1")
                    let client = try edge.client()
                    let body = #"{"message":"a question about pomegranates","rag":true}"#
                    var stream = try await client.stream(
                        "POST",
                        "/chat/stream",
                        body,
                        ["traceparent": Self.traceparent]
                    )
                    #expect(try await stream.rest().isDone)
                    let names = [
                        "POST /chat/stream", "call search", "send aura:cmd:indexer", "process search",
                        "send aura:cmd:llm", "process chat", "chat gpt-4",
                    ]
                    try await eventually("all spans") {
                        Set(names).isSubset(of: try collected.spans().map(\.name))
                    }
                    let spans = try collected.spans()
                    #expect(spans.allSatisfy { $0.trace == Self.trace })
                    #expect(Set(spans.map(\.id)).count == spans.count)
                    func span(_ name: String) throws -> CollectedTelemetry.Span {
                        try #require(spans.first { $0.name == name })
                    }
                    let request = try span("POST /chat/stream")
                    #expect(request.parent == Self.caller)
                    #expect(request.service == "aura-gateway-edge")
                    #expect(request.attributes["http.route"] == "/chat/stream")
                    #expect(request.attributes["http.response.status_code"] == "200")
                    for (parent, child, service) in [
                        ("POST /chat/stream", "call search", "aura-gateway-edge"),
                        ("call search", "send aura:cmd:indexer", "aura-gateway-edge"),
                        ("send aura:cmd:indexer", "process search", "aura-indexer"),
                        ("POST /chat/stream", "send aura:cmd:llm", "aura-gateway-edge"),
                        ("send aura:cmd:llm", "process chat", "aura-llm"),
                        ("process chat", "chat gpt-4", "aura-llm"),
                    ] {
                        let (outer, inner) = (try span(parent), try span(child))
                        #expect(inner.parent == outer.id, "\(child) in \(parent)")
                        #expect(inner.service == service)
                        #expect(inner.start >= outer.start)
                    }
                    let answer = try span("chat gpt-4")
                    #expect(request.end >= answer.end)
                    #expect(answer.attributes["gen_ai.usage.output_tokens"] == "5")
                    #expect(asked.withLock { $0 } == ["00-\(Self.trace)-\(answer.id)-01"])
                    let told = collected.text
                    #expect(!told.contains("pomegranates") && !told.contains("eyJ") && !told.contains("t0 "))
                    #expect(collected.hasHeader("authorization", "Basic \(Secrets.collector)"))
                    #expect(collected.paths == ["/otlp/v1/traces"])
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func failedRunIsCountedLoggedOnceAndToldWithItsTrace() async throws {
            let collected = CollectedTelemetry()
            try await withScriptedServer(collected.script) { collector in
                try await withStack(
                    environment: Self.environment(collector),
                    provider: CompletionScript.answer
                ) { stack in
                    let worker = try await stack.startWorker("llm-1")
                    let edge = try await stack.startEdge("edge-1")
                    var stream = try await edge.client().stream(
                        "POST",
                        "/chat/stream",
                        #"{"message":"refuse"}"#,
                        ["traceparent": Self.traceparent]
                    )
                    let events = try await stream.rest()
                    #expect(events.errorType == "InvalidRequest")
                    try await eventually("an envelope") { !collected.events().isEmpty }
                    let event = try #require(collected.events().first)
                    #expect((event["tags"] as? [String: String]) == ["service": "aura-llm", "kind": "run"])
                    let trace = (event["contexts"] as? [String: [String: String]])?["trace"]
                    #expect(trace?["trace_id"] == Self.trace)
                    #expect((event["extra"] as? [String: String])?["run"] == stream.run)
                    let metrics = try await HTTPClient(port: worker.adminPort).get("/metrics").text
                    #expect(metrics.contains("\naura_errors_total{kind=\"run\"} 1\n"))
                    #expect(metrics.contains("\naura_errors_total{kind=\"process\"} 0\n"))
                    #expect(stack.logs.ranges(of: #""message":"A run failed""#).count == 1)
                    try await eventually("the failed span") {
                        try collected.spans().contains { $0.name == "process chat" && $0.isFailed }
                    }
                }
            }
            #expect(collected.events().count == 1)
        }

        /// The stack looks for the secrets in all logs at its end.
        @Test(.timeLimit(.minutes(2)))
        func secretsThatAreUsedStandInNoLog() async throws {
            let collected = CollectedTelemetry()
            let tokens = Mutex<Set<String>>([])
            let backend: RequestScript = { request, connection in
                _ = tokens.withLock { $0.insert(request.header("Authorization") ?? "") }
                try await connection.respond("500 Internal Server Error", body: "{}")
            }
            try await withScriptedServer(collected.script) { collector in
                try await withScriptedServer(backend) { dwp in
                    try await withStack(
                        environment: Self.environment(collector),
                        provider: CompletionScript.answer
                    ) { stack in
                        _ = try await stack.startWorker("llm-1")
                        _ = try await stack.startTasks("tasks-1", backend: dwp.url(""))
                        let edge = try await stack.startEdge("edge-1")
                        for lifetime in [20, 3600] {
                            let token = try Stack.token(lifetime: lifetime)
                            let client = HTTPClient(port: edge.port, token: token, tenant: "1")
                            _ = try await client.post("/chat", #"{"message":"refuse"}"#)
                            _ = try await client.get("/tasks")
                            _ = try await HTTPClient(port: edge.port, token: token + "x", tenant: "1").get("/tasks")
                        }
                        // A token that is about to end is not lent: the service's own takes its place.
                        let used = tokens.withLock { $0 }
                        #expect(used.contains("Bearer \(Secrets.service)"))
                        #expect(used.contains { $0.hasPrefix("Bearer eyJ") })
                        try await eventually("an envelope") { !collected.events().isEmpty }
                    }
                }
            }
            #expect(collected.hasHeader("authorization", "Basic \(Secrets.collector)"))
            #expect(!collected.text.contains("eyJ") && !collected.text.contains(Secrets.service))
        }

        @Test(.timeLimit(.minutes(1)))
        func logFileRotatesAndIsOpenedAnewAtSIGHUP() async throws {
            try await withStack(provider: ProviderScripts.tokens(1)) { stack in
                let small = stack.dataFolder + "/small.log"
                _ = try await stack.startWorker(
                    "llm-1",
                    ["LOG_FILE": small, "LOG_FILE_MAX_BYTES": "300", "LOG_FILE_BACKUPS": "2"]
                )
                let exists = { @Sendable (path: String) in FileManager.default.fileExists(atPath: path) }
                try await eventually("two backups") { exists(small + ".1") && exists(small + ".2") }
                #expect(!exists(small + ".3"))

                let moved = stack.dataFolder + "/moved.log"
                let worker = try await stack.startWorker("llm-2", ["LOG_FILE": moved])
                try FileManager.default.moveItem(atPath: moved, toPath: moved + ".old")
                worker.process.signal(SIGHUP)
                try await eventually("the new file") {
                    (try? String(contentsOfFile: moved, encoding: .utf8))?.contains("Log reopened") == true
                }
                let old = try String(contentsOfFile: moved + ".old", encoding: .utf8)
                #expect(old.contains("Service running") && !old.contains("Log reopened"))
                #expect(!exists(moved + ".1"))
            }
        }
    }
}
