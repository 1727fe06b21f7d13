import ArgumentParser
import Foundation
import TestSupport

/// How soon each process serves after its start, and what they take while nothing happens.
struct IdleBenchmark: Benchmark {
    static let configuration = CommandConfiguration(
        commandName: "idle",
        abstract: "Starts the four processes, one after another, and looks at them at rest."
    )

    @Option(help: "Starts of each process; the median counts.")
    var rounds = 5

    @Option(help: "Seconds of rest before memory is read.")
    var rest = 10

    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    private static let workers = ["llm", "indexer", "tasks"]

    func validate() throws {
        guard (1...100).contains(self.rounds), (0...600).contains(self.rest) else {
            throw ValidationError("At most 100 rounds and 600 s of rest.")
        }
    }

    func measure() async throws -> Report {
        var starts: [String: [Double]] = [:]
        var memory: [(name: String, memory: ProcessMemory)] = []
        var cpu = 0.0
        for round in 1...self.rounds {
            try await Bench.with(self.programs) { bench in
                let running = try await self.start(on: bench, times: &starts)
                guard round == self.rounds else { return }
                try await Task.sleep(for: .seconds(2))
                let before = try running.map { try $0.times().seconds }.reduce(0, +)
                try await Task.sleep(for: .seconds(self.rest))
                cpu = try running.map { try $0.times().seconds }.reduce(0, +) - before
                memory = try running.map { ($0.name, try $0.memory()) }
            }
        }
        var report = Report(benchmark: "idle")
        for name in Self.workers + ["gateway-edge"] {
            let times = Latencies(milliseconds: starts[name] ?? [])
            report.figures.append(Figure("cold start of \(name)", times.median, "ms", mark: .atMost(300)))
        }
        let sum = memory.map(\.memory).reduce(ProcessMemory(resident: 0, proportional: 0), +)
        report.figures += memory.map { Figure("idle: \($0.name)", $0.memory.resident / 1_048_576, "MiB") }
        report.figures += [
            Figure("idle: four processes together", sum.proportional / 1_048_576, "MiB", mark: .atMost(80)),
            Figure("idle: the same, shared pages counted in each", sum.resident / 1_048_576, "MiB"),
            Figure("idle: CPU of the four", cpu / Double(max(self.rest, 1)) * 100, "% of a core"),
        ]
        report.notes = [
            "a start counts from the process's making to the first answer of /health/ready with 200, asked every 2 ms"
        ]
        return report
    }

    private func start(on bench: Bench, times: inout [String: [Double]]) async throws -> [RunningProgram] {
        var running: [RunningProgram] = []
        for name in Self.workers {
            let service = try bench.startService(name)
            times[name, default: []].append(try await service.waitUntilReady(bench) / .milliseconds(1))
            running.append(service.program)
        }
        // The edge is ready once it knows of all the workers: they are there when it starts.
        let port = try FreePort.find()
        let edge = try bench.startService("gateway-edge", ["AURA_HTTP_PORT": "\(port)"])
        let ready = try await edge.program.waitUntil("http://127.0.0.1:\(port)/health/ready", with: bench.fetcher)
        times["gateway-edge", default: []].append(ready / .milliseconds(1))
        return running + [edge.program]
    }
}
