import ArgumentParser
import Foundation

/// Many streams at once: whether all get what is theirs in time, and what memory one costs.
struct StreamsBenchmark: Benchmark {
    static let configuration = CommandConfiguration(
        commandName: "streams",
        abstract: "Holds many slow streams, and many silent ones, on one edge and one llm.",
        discussion: "The marks stand at 1000 streams of 10 tokens a second, and at 10000 silent ones."
    )

    @Option(help: "Streams that speak.")
    var streams = 1000

    @Option(help: "Tokens a second of each.")
    var rate = 10

    @Option(help: "For how many seconds.")
    var seconds = 15

    @Option(help: "Streams that are silent after their first token; 0 for none.")
    var idle = 10_000

    @Option(help: "Minutes for which the silent streams are watched, for the slope of memory.")
    var soak = 0.0

    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    private static let mebibyte = 1_048_576.0

    func validate() throws {
        guard (1...5000).contains(self.streams), (1...1000).contains(self.rate), (1...600).contains(self.seconds),
            (0...15_000).contains(self.idle), (0...240).contains(self.soak)
        else { throw ValidationError("At most 5000 streams, 600 s, 15000 silent streams and 240 minutes.") }
    }

    func measure() async throws -> Report {
        var report = Report(benchmark: "streams at once")
        report.figures += try await Bench.with(self.programs) { try await self.measureSpeaking(on: $0) }
        if self.idle > 0 {
            report.figures += try await Bench.with(self.programs) { try await self.measureSilent(on: $0) }
        }
        return report
    }

    private func measureSpeaking(on bench: Bench) async throws -> [Figure] {
        let relay = try await Relay(on: bench, concurrency: self.streams + 16)
        let generator = LoadGenerator()
        let orders = StreamOrder.spread(
            self.streams,
            .paced(perSecond: self.rate),
            tokens: self.rate * self.seconds
        )
        let callers = try Callers(streams: self.streams)
        var stalls: [Int] = []
        var faults: [Int] = []
        var longest: [Double] = []
        for target in [
            LoadTarget.provider(port: relay.upstreamPort), .chat(port: relay.edgePort, callers: callers),
        ] {
            let load = try await generator.open(orders, at: target, waiting: 50)
            let outcomes = try await load.outcomes(within: .seconds(self.seconds + 20))
            let fidelity = Fidelity(outcomes)
            stalls.append(fidelity.stalls)
            faults.append(fidelity.faults)
            longest.append(outcomes.map(\.longestGap).max() ?? 0)
        }
        let (edge, llm) = (try relay.edge.memory(), try relay.llm.memory())
        let load = "\(self.streams) × \(self.rate)/s"
        return [
            Figure("\(load): tokens lost, repeated, disordered or cut", Double(faults[1]), mark: .atMost(0)),
            Figure("\(load): stalls (gaps of over 10 periods)", Double(stalls[1]), mark: .atMost(0)),
            Figure("\(load): stalls without the product", Double(stalls[0])),
            Figure("\(load): longest gap", longest[1], "ms"),
            Figure("\(load): longest gap without the product", longest[0], "ms"),
            Figure("\(load): memory of the edge", edge.resident / Self.mebibyte, "MiB", mark: .atMost(100)),
            Figure("\(load): memory of the llm", llm.resident / Self.mebibyte, "MiB", mark: .atMost(100)),
        ]
    }

    private func measureSilent(on bench: Bench) async throws -> [Figure] {
        let relay = try await Relay(on: bench, concurrency: min(self.idle + 16, 10_000))
        let generator = LoadGenerator()
        let callers = try Callers(streams: self.idle)
        let target = LoadTarget.chat(port: relay.edgePort, callers: callers)
        let before = (edge: try relay.edge.memory(), llm: try relay.llm.memory())
        let began = ContinuousClock.now
        let orders = [StreamOrder](repeating: StreamOrder(kind: .held, tokens: 1), count: self.idle)
        let load = try await generator.open(orders, at: target, waiting: 64, patience: .seconds(240))
        guard try await load.waitUntilBegun(self.idle, within: .seconds(60)) else {
            throw LoadError(message: "only \(load.begun) of \(self.idle) streams began")
        }
        let opening = (ContinuousClock.now - began) / .seconds(1)
        try await Task.sleep(for: .seconds(3))
        let after = (edge: try relay.edge.memory(), llm: try relay.llm.memory())
        let count = Double(self.idle)
        let edge = (after.edge.proportional - before.edge.proportional) / count / 1024
        let llm = (after.llm.proportional - before.llm.proportional) / count / 1024
        var figures = [
            Figure("\(self.idle) silent: memory of the edge a stream", edge, "KiB", mark: .atMost(16)),
            Figure("\(self.idle) silent: memory of the llm a stream", llm, "KiB"),
            Figure("\(self.idle) silent: opened", count / opening, "streams/s"),
        ]
        if self.soak > 0 { figures += try await self.watch(relay) }
        figures.append(
            Figure("\(self.idle) silent: streams that ended of themselves", Double(load.ended), mark: .atMost(0))
        )
        load.close()
        return figures
    }

    /// Memory against time while nothing happens.
    private func watch(_ relay: Relay) async throws -> [Figure] {
        let began = ContinuousClock.now
        let end = began + .seconds(self.soak * 60)
        var points: (edge: [(at: Double, value: Double)], llm: [(at: Double, value: Double)]) = ([], [])
        while ContinuousClock.now < end {
            let minutes = (ContinuousClock.now - began) / .seconds(60)
            points.edge.append((minutes, try relay.edge.memory().proportional))
            points.llm.append((minutes, try relay.llm.memory().proportional))
            try await Task.sleep(for: .seconds(5))
        }
        return [
            Figure("\(self.idle) silent: slope of the edge's memory", Slope.of(points.edge) / Self.mebibyte, "MiB/min"),
            Figure("\(self.idle) silent: slope of the llm's memory", Slope.of(points.llm) / Self.mebibyte, "MiB/min"),
        ]
    }
}
