import ArgumentParser
import Bus
import Foundation
import Logging
import Messages
import RedisBus
import TestSupport

/// How many AgentTasks reach a DWP backend a second.
struct TasksBenchmark: Benchmark {
    static let configuration = CommandConfiguration(
        commandName: "tasks",
        abstract: "Lets tasks be created, started and completed in a stand-in for the DWP backend."
    )

    @Option(help: "Tasks of a round.")
    var tasks = 1000

    @Option(help: "Rounds; the median counts.")
    var rounds = 3

    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    func validate() throws {
        guard (1...5000).contains(self.tasks), (1...100).contains(self.rounds) else {
            throw ValidationError("At most 5000 tasks and 100 rounds.")
        }
    }

    func measure() async throws -> Report {
        var rates: [Double] = []
        var cost = 0.0
        for _ in 0..<self.rounds {
            let (rate, cpu) = try await Bench.with(self.programs) { bench in
                try await withDWPBackend { backend in try await self.round(on: bench, backend) }
            }
            rates.append(rate)
            cost += cpu / Double(self.rounds)
        }
        rates.sort()
        return Report(
            benchmark: "tasks, each with three calls to DWP",
            figures: [
                Figure("tasks created, started and completed", rates[rates.count / 2], "tasks/s"),
                Figure("tasks, slowest round", rates[0], "tasks/s"),
                Figure("tasks: CPU of the process a task", cost * 1_000_000, "µs"),
            ],
            notes: ["the stand-in for DWP takes its part of the cores, in the benchmark's own process"]
        )
    }

    /// Returns tasks a second, and seconds of the process's CPU for one.
    private func round(on bench: Bench, _ backend: DWPBackend) async throws -> (rate: Double, cpu: Double) {
        let service = try bench.startService("tasks", ["DWP_GATEWAY_URL": backend.url])
        try await service.waitUntilReady(bench)
        var logger = Logger(label: "aura-bench")
        logger.logLevel = .warning
        let client = RedisClient(configuration: try RedisConfiguration(url: bench.redis.url), logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { running in
            running.addTask { try await client.run() }
            defer { running.cancelAll() }
            try await client.waitUntilConnected()
            let queue = RedisCommandQueue(client: client, service: .tasks)
            let before = try service.program.times().seconds
            let began = ContinuousClock.now
            try await self.send(to: queue)
            let end = began + .seconds(120)
            while backend.rows.filter({ $0.status == .completed }).count < self.tasks {
                guard ContinuousClock.now < end else {
                    throw LoadError(message: "tasks were not completed in time: \(service.program.words)")
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            let cpu = try service.program.times().seconds - before
            guard backend.violations.isEmpty else { throw LoadError(message: backend.violations[0]) }
            return (Double(self.tasks) / seconds, cpu / Double(self.tasks))
        }
    }

    private func send(to queue: RedisCommandQueue) async throws {
        let edge = ReplicaID(instance: "bench", boot: "1")
        let deadline = Int64(Date().timeIntervalSince1970 * 1000) + 300_000
        for number in 0..<self.tasks {
            guard let tenant = TenantID("\(1 + number % 20)"), let user = UserID("\(1 + number % 400)") else {
                continue
            }
            let run = RunID.random()
            let caller = Caller(tenant: tenant, user: user)
            let bodies: [any CommandBody] = [
                CreateTask(taskType: "analysis", description: "Task \(number)", inputData: #"{"question":"q"}"#),
                StartTask(), CompleteTask(result: #"{"result":"done"}"#),
            ]
            for body in bodies {
                let command = try Self.command(body, run, caller, edge, deadline)
                _ = try await queue.send(command)
            }
        }
    }

    private static func command(
        _ body: some CommandBody,
        _ run: RunID,
        _ caller: Caller,
        _ edge: ReplicaID,
        _ deadline: Int64
    ) throws -> Command {
        try Command(body, run: run, caller: caller, edge: edge, deadline: deadline, traceparent: nil)
    }
}
