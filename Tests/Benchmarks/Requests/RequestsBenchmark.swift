import ArgumentParser
import Foundation
import TestSupport

/// How many small requests, each with its token checked, are answered a second.
struct RequestsBenchmark: Benchmark {
    static let configuration = CommandConfiguration(
        commandName: "requests",
        abstract: "Asks for a run's snapshot with wrk, and FastAPI for as much by turns."
    )

    @Option(help: "Connections that are kept open.")
    var connections = 50

    @Option(help: "Seconds of a round.")
    var seconds = 5

    @Option(help: "Rounds; the median counts.")
    var rounds = 3

    @OptionGroup var baselines: BaselineOptions
    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    func validate() throws {
        guard (1...1000).contains(self.connections), (1...600).contains(self.seconds), (1...100).contains(self.rounds)
        else { throw ValidationError("At most 1000 connections, 600 s and 100 rounds.") }
    }

    func measure() async throws -> Report {
        try await Bench.with(self.programs) { try await self.measure(on: $0) }
    }

    private func measure(on bench: Bench) async throws -> Report {
        guard let wrk = Program.installed("wrk") else {
            throw ValidationError("wrk is not installed; on Debian: apt-get install wrk")
        }
        let relay = try await Relay(on: bench, concurrency: 256)
        let callers = try Callers(streams: 1)
        let generator = LoadGenerator()
        let run = try await Self.finishedRun(relay, callers, generator)
        var report = Report(benchmark: "requests, GET /runs/{id}, \(self.connections) connections")
        var ports = [relay.edgePort]
        var pids = [("edge", relay.edge.pid), ("Redis", bench.redis.pid ?? 0)]
        if !self.baselines.alone,
            let (program, port) = try await self.baselines.startFastAPI(
                on: bench,
                upstreamPort: relay.upstreamPort,
                notes: &report.notes
            )
        {
            ports.append(port)
            pids.append((BaselineOptions.fastAPI, program.pid))
        }
        var rates = ports.map { _ in [Double]() }
        let before = try pids.map { try ProcessTimes(of: $0.1).seconds }
        for _ in 0..<self.rounds {
            for (index, port) in ports.enumerated() {
                rates[index].append(try await self.rate(wrk, port, run, callers, bench))
            }
        }
        let after = try pids.map { try ProcessTimes(of: $0.1).seconds }
        let medians = rates.map { $0.sorted()[$0.count / 2] }
        report.figures.append(Figure("GET /runs/{id}", medians[0], "requests/s"))
        let answered = rates.map { $0.reduce(0, +) * Double(self.seconds) }
        for (index, (name, _)) in pids.enumerated() {
            let count = name == BaselineOptions.fastAPI ? answered[1] : answered[0]
            let cost = (after[index] - before[index]) * 1_000_000 / count
            report.figures.append(Figure("GET /runs/{id}: CPU of \(name) a request", cost, "µs"))
        }
        if medians.count > 1 {
            report.figures += [
                Figure("GET /runs/{id}, FastAPI", medians[1], "requests/s"),
                Figure("GET /runs/{id} by FastAPI's", medians[0] / medians[1], mark: .atLeast(5)),
            ]
        }
        return report
    }

    /// The id of a run that has ended.
    private static func finishedRun(
        _ relay: Relay,
        _ callers: Callers,
        _ generator: LoadGenerator
    ) async throws -> String {
        let target = LoadTarget.chat(port: relay.edgePort, callers: callers)
        let order = StreamOrder(kind: .unpaced, tokens: 20)
        let outcome = try await generator.open([order], at: target).outcomes(within: .seconds(10))[0]
        guard outcome.isWhole, let run = outcome.run else { throw LoadError(message: "no run: \(outcome.tail)") }
        return run
    }

    private func rate(_ wrk: URL, _ port: Int, _ run: String, _ callers: Callers, _ bench: Bench) async throws -> Double
    {
        let headers = callers.headers(of: 0).flatMap { ["-H", "\($0.0): \($0.1)"] }
        let program = try bench.start(
            "wrk",
            wrk,
            arguments: ["-t", "1", "-c", "\(self.connections)", "-d", "\(self.seconds)s"] + headers + [
                "http://127.0.0.1:\(port)/runs/\(run)"
            ]
        )
        await program.process.waitForEnd()
        guard let outcome = WrkOutput(program.words), outcome.failures == 0 else {
            throw LoadError(message: "wrk: \(program.words)")
        }
        return outcome.requestsPerSecond
    }
}
