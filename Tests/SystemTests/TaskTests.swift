import Bus
import Foundation
import Logging
import Messages
import RedisBus
import TestSupport
import Testing

extension SystemTests {
    /// Reporting tasks to the DWP backend.
    @Suite struct Tasks {
        private func command<Body: CommandBody>(_ body: Body, of run: RunID) throws -> Command {
            var command = try Command.sample(run, body: try body.encoded())
            command.kind = Body.kind
            return command
        }

        @Test(.timeLimit(.minutes(3)))
        func everyTaskEndsOnceThoughReportersAreKilledAndTheBackendGoesAway() async throws {
            try await withStack(provider: ProviderScripts.tokens(1)) { stack in
                try await withDWPBackend { backend in
                    backend.delay = .milliseconds(100)
                    backend.plan { call in call.number % 7 == 3 ? .loseReply : nil }
                    let redis = RedisClient(
                        configuration: try RedisConfiguration(url: stack.redis.url),
                        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                    )
                    try await withThrowingTaskGroup(of: Void.self) { tasks in
                        tasks.addTask { try await redis.run() }
                        defer { tasks.cancelAll() }
                        try await redis.waitUntilConnected()
                        try await self.report(40, stack, backend, RedisCommandQueue(client: redis, service: .tasks))
                    }
                }
            }
        }

        private func report(
            _ count: Int,
            _ stack: Stack,
            _ backend: DWPBackend,
            _ queue: RedisCommandQueue
        ) async throws {
            let first = try await stack.startTasks("tasks-1", backend: backend.url)
            _ = try await stack.startTasks("tasks-2", backend: backend.url)
            let runs = (0..<count).map { _ in RunID.random() }
            // The token must stand in no log; the stack looks.
            let authorization = CallerAuthorization(token: try Stack.token(), expiresAt: 4_000_000_000)
            let create = CreateTask(taskType: "analysis", description: "같은 말", authorization: authorization)
            for run in runs {
                _ = try await queue.send(self.command(create, of: run))
                _ = try await queue.send(self.command(StartTask(), of: run))
                _ = try await queue.send(self.command(ReportProgress(progress: 50, description: "반"), of: run))
                _ = try await queue.send(self.command(CompleteTask(result: "{}"), of: run))
            }
            try await eventually("some calls") { backend.calls.count > 10 }
            first.process.signal(SIGKILL)
            try await backend.whileDown { try await Task.sleep(for: .seconds(5)) }
            try await eventually(within: .seconds(90), "an empty queue") { try await queue.backlog() == 0 }
            #expect(backend.rows.count == count)
            #expect(backend.rows.allSatisfy { $0.status == .completed && $0.progress == 100 })
            #expect(backend.violations.isEmpty)
            #expect(backend.calls.filter { $0.operation == .complete && $0.hadEffect }.count == count)
        }
    }
}
