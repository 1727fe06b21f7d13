import Foundation
import Messages
import TestSupport
import Testing

extension SystemTests {
    /// The command line against the processes themselves.
    @Suite struct CommandLineTool {
        private static let environment = ["PATH": "/usr/bin:/bin", "JWT_SECRET": Stack.secret, "LANG": "en_US.UTF-8"]

        private static func start(
            _ arguments: [String],
            at port: Int? = nil,
            input: ToolProcess.Input = .nothing,
            _ environment: [String: String] = [:]
        ) throws -> ToolProcess {
            var own = Self.environment
            own["AURA_URL"] = port.map { "http://127.0.0.1:\($0)" }
            return try ToolProcess(
                executable: Stack.executable("aura-cli"),
                arguments: arguments,
                environment: own.merging(environment) { $1 },
                input: input
            )
        }

        private static func run(
            _ arguments: [String],
            at port: Int? = nil,
            _ environment: [String: String] = [:]
        ) async throws -> ToolProcess.Ending {
            await (try Self.start(arguments, at: port, environment)).ending()
        }

        /// What a command prints with `--json`, a value a line.
        private static func json(
            _ arguments: [String],
            at port: Int? = nil,
            _ environment: [String: String] = [:]
        ) async throws -> [JSONValue] {
            let ending = try await Self.run(arguments + ["--json"], at: port, environment)
            return ending.output.split(separator: "\n").compactMap { JSONValue.read(String($0)) }
        }

        @Test(.timeLimit(.minutes(2)))
        func anAnswerOutlivesItsEdge() async throws {
            try await withStack(provider: ProviderScripts.tokens(200, pace: .milliseconds(20))) { stack in
                _ = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                let chat = try Self.start(["chat", "hello"], at: edge.port)
                try await eventually("some words") { chat.output.contains("t20 ") }
                edge.process.signal(SIGKILL)
                await edge.process.waitForEnd()
                try await eventually("the loss") { chat.errors.contains("trying again") }
                _ = try await stack.startEdge("edge-2", port: edge.port)
                let ending = await chat.ending()
                #expect(ending.exitCode == 0)
                #expect(ending.output == ProviderScripts.text(200) + "\n")
                #expect(ending.errors.contains("aura: connected again\n"))
                #expect(stack.provider.counts.requests == 1)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func anInterruptStopsTheRunAtTheProvider() async throws {
            try await withStack(provider: ProviderScripts.tokens(5000, pace: .milliseconds(20))) { stack in
                _ = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                let chat = try Self.start(["chat", "hello", "--json"], at: edge.port)
                try await eventually("some words") { chat.output.contains("t5 ") }
                let first = try #require(chat.output.split(separator: "\n").first)
                let run = try #require(JSONValue.read(String(first))?["data"]?["runId"]?.string)
                chat.signal(SIGINT)
                let ending = await chat.ending()
                #expect(ending.exitCode == 130)
                #expect(ending.errors.hasSuffix("aura: stopped\n"))
                await stack.provider.wait { $0.openConnections == 0 }
                try await eventually("a stopped run") {
                    try await Self.json(["runs", "show", run], at: edge.port).first?["status"]?.string == "cancelled"
                }
                let again = try await Self.run(["runs", "stop", run], at: edge.port)
                #expect(again.output == "The run is cancelled.\n")
                let other = try await Self.run(["runs", "show", run, "--user", "43"], at: edge.port)
                #expect(other.exitCode == 1)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aRunIsReadAgainFromAnyPlace() async throws {
            try await withStack(provider: ProviderScripts.tokens(20)) { stack in
                _ = try await stack.startWorker("llm-1")
                let edge = try await stack.startEdge("edge-1")
                let lines = try await Self.json(["chat", "hello", "--conversation", "c-1"], at: edge.port)
                let run = try #require(lines.first?["data"]?["runId"]?.string)
                let whole = try await Self.run(["runs", "stream", run], at: edge.port)
                #expect(whole.output == ProviderScripts.text(20) + "\n")
                let texts = lines.filter { $0["event"] == "text" }
                let place = try #require(texts.first?["id"]?.string)
                let rest = try await Self.json(["runs", "stream", run, "--after", place], at: edge.port)
                #expect(rest.filter { $0["event"] == "text" } == Array(texts.dropFirst()))

                try await eventually("a kept conversation") {
                    try await Self.json(["conversations", "list"], at: edge.port).map { $0["id"] } == ["c-1"]
                }
                let told = try await Self.run(["conversations", "show", "c-1"], at: edge.port)
                #expect(told.output.hasPrefix("user:\n  hello\nassistant:\n  t0 t1 "))
                #expect(
                    try await Self.run(["conversations", "delete", "c-1"], at: edge.port).output == "Deleted c-1.\n"
                )
                #expect(try await Self.run(["conversations", "show", "c-1"], at: edge.port).exitCode == 1)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func whatIsPublishedIsFoundAndItsTokensAreCounted() async throws {
            try await withStack(provider: ProviderScripts.tokens(3)) { stack in
                let redis = ["REDIS_URL": stack.redis.url]
                let mail = ["events", "publish", "--kind", "mail", "--tenant", "1", "--id", "981", "--title", "예산 검토"]
                let unheard = try await Self.run(mail, redis)
                #expect(unheard.exitCode == 69)
                #expect(unheard.output == "Published 1 to 0 listening.\n")

                _ = try await stack.startWorker("llm-1")
                _ = try await stack.startIndexer("indexer-1")
                let edge = try await stack.startEdge("edge-1")
                let bad = try Self.start(["events", "publish"], input: .text(#"{"eventType":"MAIL_SENT"}"#), redis)
                let refused = await bad.ending()
                #expect(refused.exitCode == 1)
                #expect(refused.errors == "aura: the event cannot be indexed: no tenant\naura: nothing was published\n")
                #expect(try await Self.run(mail, redis).output == "Published 1 to 1 listening.\n")
                let lines = try [982, 983].map { try EventPublisher.mail($0, "분기 보고 \($0)") }.joined(separator: "\n")
                let many = try Self.start(["events", "publish", "--json"], input: .text(lines), redis)
                #expect(await many.ending().output == #"{"listeners":1,"published":2}"# + "\n")

                try await eventually("the published mails") {
                    let budget = try await Self.json(["search", "예산"], at: edge.port)
                    let report = try await Self.json(["search", "분기", "보고"], at: edge.port)
                    return budget.first?["id"] == "mail_981"
                        && Set(report.prefix(2).map { $0["id"] })
                            == ["mail_982", "mail_983"]
                }
                let shown = try await Self.run(["search", "예산"], at: edge.port)
                #expect(shown.output.hasPrefix("1. 예산 검토 (mail_981, "))
                let foreign = try await Self.run(["search", "예산", "--tenant", "2"], at: edge.port)
                #expect(foreign.output == "Nothing was found.\n")

                let answer = try await Self.run(["chat", "--rag", "예산 검토는?"], at: edge.port)
                #expect(answer.output == "t0 t1 t2 \n")
                #expect(answer.errors.contains("[1] 예산 검토 (mail_981)\n"))
                try await eventually("counted tokens") {
                    let usage = try await Self.json(["usage"], at: edge.port).first
                    return usage?["totals"]?["totalTokens"]?.integer == 8 && usage?["rows"]?.array?.count == 1
                }
                let others = try await Self.run(["usage", "--user", "43"], at: edge.port)
                #expect(others.output == "No tokens were used.\n")
                let all = try await Self.run(["usage", "--role", "admin"], at: edge.port)
                #expect(all.output.hasPrefix("DAY") && all.output.contains("\nall "))
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func tasksAreShownAsDWPHasThem() async throws {
            try await withStack(provider: ProviderScripts.tokens(3)) { stack in
                try await withDWPBackend { backend in
                    _ = try await stack.startWorker("llm-1")
                    _ = try await stack.startIndexer("indexer-1")
                    _ = try await stack.startTasks("tasks-1", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    #expect(try await Self.run(["tasks", "list"], at: edge.port).output == "There are no tasks.\n")
                    let begun = try await edge.client().post("/analysis", #"{"question":"Why?","query":"Why?"}"#)
                    #expect(begun.status == 202, "\(begun.text)")
                    let task = try #require(try begun.data()["taskId"] as? String)
                    try await eventually("a completed task") {
                        let list = try await Self.json(["tasks", "list"], at: edge.port)
                        return list.count == 1 && list[0]["taskId"]?.string == task && list[0]["status"] == "COMPLETED"
                    }
                    let shown = try await Self.run(["tasks", "show", task], at: edge.port)
                    #expect(shown.output.contains("status: COMPLETED\n"))
                    #expect(try await Self.run(["tasks", "show", "nobody"], at: edge.port).exitCode == 1)

                    let run = try #require(try begun.data()["runId"] as? String)
                    let stream = try await Self.run(["runs", "stream", run], at: edge.port)
                    #expect(stream.output.contains("## ") && stream.output.contains("t0 t1 t2"))
                    #expect(stream.errors.contains("task \(task)\n") && stream.errors.contains(" % "))
                }
            }
        }

        /// What a check of `doctor` found.
        private static func findings(
            at port: Int,
            _ environment: [String: String],
            state: String
        ) async throws -> (exitCode: Int32, checks: [String: String]) {
            let line = ["doctor", "--json", "--state-folder", state, "--admin-port", "\(try FreePort.find())"]
            let ending = try await Self.run(line, at: port, environment)
            let found = ending.output.split(separator: "\n").compactMap { JSONValue.read(String($0)) }
            let checks = found.map { ($0["check"]?.string ?? "-", $0["status"]?.string ?? "-") }
            return (ending.exitCode, Dictionary(checks, uniquingKeysWith: { "\($0) \($1)" }))
        }

        @Test(.timeLimit(.minutes(2)))
        func theDoctorFindsWhatIsWrong() async throws {
            let options = RedisServer.Options(arguments: ["--appendonly", "yes", "--maxmemory-policy", "noeviction"])
            let state = FileManager.default.temporaryDirectory.appendingPathComponent(
                "aura-doctor-\(UUID().uuidString)"
            )
            defer { try? FileManager.default.removeItem(at: state) }
            let models: RequestScript = { _, connection in
                try await connection.respond(body: #"{"data":[{"id":"gpt-4"}]}"#)
            }
            try await withStack(redis: options, environment: ["OPENAI_MODEL": "gpt-4"], provider: models) { stack in
                try await withDWPBackend { backend in
                    _ = try await stack.startWorker("llm-1")
                    _ = try await stack.startIndexer("indexer-1")
                    let tasks = try await stack.startTasks("tasks-1", backend: backend.url)
                    let edge = try await stack.startEdge("edge-1")
                    let well = [
                        "REDIS_URL": stack.redis.url, "OPENAI_BASE_URL": stack.provider.url("/v1"),
                        "OPENAI_API_KEY": "sk-doctor", "DWP_GATEWAY_URL": backend.url,
                        "AURA_MAX_CONNECTIONS": "100", "AURA_DATA_DIR": state.path,
                    ]
                    let healthy = try await Self.findings(at: edge.port, well, state: state.path)
                    #expect(healthy.exitCode == 0)
                    let expected = [
                        "access", "clock-edge", "clock-redis", "disk", "dwp", "edge", "edge-indexer", "edge-llm",
                        "edge-redis", "edge-tasks", "files", "models", "provider", "redis", "redis-aof", "redis-policy",
                        "secret", "token",
                    ]
                    #expect(healthy.checks.keys.sorted() == expected)
                    #expect(healthy.checks.filter { $0.value != "ok" } == [:])

                    // Another secret than the edge's, no provider, no gateway.
                    let port = try FreePort.find()
                    let faults = [
                        "JWT_SECRET": "not the secret of these system tests",
                        "OPENAI_BASE_URL": "http://127.0.0.1:\(port)/v1",
                        "DWP_GATEWAY_URL": "http://127.0.0.1:\(port)",
                    ]
                    let wrong = try await Self.findings(at: edge.port, well.merging(faults) { $1 }, state: state.path)
                    #expect(wrong.exitCode == 1)
                    #expect(wrong.checks.filter { $0.value == "fail" }.keys.sorted() == ["dwp", "provider", "token"])

                    // A worker that is gone, and no provider at all.
                    await tasks.process.end(by: SIGKILL)
                    var bare = well
                    bare["OPENAI_BASE_URL"] = nil
                    bare["OPENAI_API_KEY"] = nil
                    try await eventually("a missed worker") {
                        let found = try await Self.findings(at: edge.port, bare, state: state.path)
                        return found.exitCode == 1 && found.checks["edge-tasks"] == "fail"
                            && found.checks["provider"] == "warn"
                    }
                    await edge.process.end(by: SIGTERM)
                    let alone = try await Self.findings(at: edge.port, well, state: state.path)
                    #expect(alone.exitCode == 1 && alone.checks["edge"] == "fail" && alone.checks["redis"] == "ok")
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func theDoctorFindsARedisThatForgets() async throws {
            let state = FileManager.default.temporaryDirectory.appendingPathComponent(
                "aura-doctor-\(UUID().uuidString)"
            )
            defer { try? FileManager.default.removeItem(at: state) }
            let options = RedisServer.Options(arguments: ["--maxmemory-policy", "allkeys-lru"])
            try await withRedisServer(options) { redis in
                let port = try FreePort.find()
                let found = try await Self.findings(at: port, ["REDIS_URL": redis.url], state: state.path)
                #expect(found.exitCode == 1)
                #expect(found.checks["redis-policy"] == "fail" && found.checks["redis-aof"] == "warn")
                await redis.kill()
                let gone = try await Self.findings(at: port, ["REDIS_URL": redis.url], state: state.path)
                #expect(gone.checks["redis"] == "fail")
            }
        }
    }
}
