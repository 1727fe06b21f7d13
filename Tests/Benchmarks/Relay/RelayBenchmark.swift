import ArgumentParser
import Foundation
import TestSupport

/// What a relayed token costs and how late it comes, beside the same tokens without a relay and through other relays.
struct RelayBenchmark: Benchmark {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Relays paced tokens through the product, directly, and through FastAPI and nginx, round by round.",
        discussion: "The marks stand at 50 and at 200 streams of 100 tokens a second."
    )

    @Option(parsing: .upToNextOption, help: "Streams at once: one load after another.")
    var streams = [10, 50, 100, 200]

    @Option(help: "Tokens a second of each stream.")
    var rate = 100

    @Option(help: "Measured seconds of a round.")
    var seconds = 4

    @Option(help: "Rounds of every load over every path.")
    var rounds = 2

    @Option(help: "Single requests over each path, for the time to the first token.")
    var requests = 100

    @Option(help: "Draws the added latency into this SVG file.")
    var plot: String?

    @OptionGroup var baselines: BaselineOptions
    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    func validate() throws {
        guard !self.streams.isEmpty, self.streams.allSatisfy({ (1...2000).contains($0) }),
            (1...10_000).contains(self.rate), (1...600).contains(self.seconds), (1...100).contains(self.rounds),
            (1...100_000).contains(self.requests)
        else { throw ValidationError("Loads are bounded: 1 to 2000 streams, 10000 tokens/s, 600 s, 100 rounds.") }
    }

    func measure() async throws -> Report {
        var report = try await Bench.with(self.programs) { try await self.measure(on: $0) }
        if let plot, let curves = report.curves {
            let drawing = LatencyPlot(title: "Added latency at \(self.rate) tokens/s a stream", curves: curves)
            try Data(drawing.svg.utf8).write(to: URL(fileURLWithPath: plot))
            report.notes.append("latency is drawn in \(plot)")
        }
        return report
    }

    private func measure(on bench: Bench) async throws -> Report {
        let most = self.streams.max() ?? 1
        let relay = try await Relay(on: bench, concurrency: max(256, most + 16))
        let callers = try Callers(streams: most)
        let product = RelayPath(
            name: "Aura",
            target: .chat(port: relay.edgePort, callers: callers),
            programs: [("edge", relay.edge.pid), ("llm", relay.llm.pid), ("Redis", bench.redis.pid ?? 0)],
            // Its streams are held against their orders to the end, also where it cannot keep up.
            patience: .seconds(40)
        )
        let direct = RelayPath(name: "direct", target: .provider(port: relay.upstreamPort), programs: [])
        var report = Report(benchmark: "relay, \(self.rate) tokens/s a stream")
        let others = try await self.baselines.start(
            on: bench,
            upstreamPort: relay.upstreamPort,
            callers: callers,
            notes: &report.notes
        )
        let generator = LoadGenerator()
        let paths = [direct, product] + others
        try await self.measureFirstTokens([direct, product], generator, into: &report)
        var curves = paths.dropFirst().map { Curve(name: $0.name) }
        for count in self.streams {
            let round = RelayRound(streams: count, perSecond: self.rate, seconds: self.seconds)
            var samples = paths.map { _ in RelaySample() }
            for _ in 0..<self.rounds {
                for (index, path) in paths.enumerated() {
                    samples[index].add(try await round.run(path, upstream: relay.upstream.pid, generator))
                }
            }
            let named = zip(paths, samples).map { ($0.name, $1) }
            self.tell(count, named, into: &report)
            for index in curves.indices { curves[index].add(count, samples[index + 1], above: samples[0]) }
        }
        report.curves = curves
        return report
    }

    /// Requests one after another, over the paths by turns.
    private func measureFirstTokens(
        _ paths: [RelayPath],
        _ generator: LoadGenerator,
        into report: inout Report
    ) async throws {
        let order = StreamOrder(kind: .unpaced, tokens: 1)
        var times = paths.map { _ in [Double]() }
        for _ in 0..<self.requests {
            for (index, path) in paths.enumerated() {
                let outcome = try await generator.open([order], at: path.target).outcomes(within: .seconds(10))[0]
                guard outcome.isWhole, let time = outcome.firstToken else {
                    throw LoadError(message: "\(path.name): \(outcome.status) \(outcome.tail)")
                }
                times[index].append(time)
            }
        }
        let latencies = times.map { Latencies(milliseconds: $0) }
        report.figures += [
            Figure("first token, direct, median", latencies[0].median, "ms"),
            Figure("first token, Aura, median", latencies[1].median, "ms"),
            Figure(
                "added to the first token, median",
                latencies[1].median - latencies[0].median,
                "ms",
                mark: .atMost(1.5)
            ),
            Figure("added to the first token, p99", latencies[1].p99 - latencies[0].p99, "ms"),
        ]
    }

    private func tell(_ count: Int, _ samples: [(name: String, sample: RelaySample)], into report: inout Report) {
        let load = "\(count) × \(self.rate)/s"
        let direct = samples[0].sample.latencies
        let isCostMark = count == 200 && self.rate == 100
        let isLatencyMark = count == 50 && self.rate == 100
        report.figures += [
            Figure("\(load): direct, latency p50", direct.median, "ms"),
            Figure("\(load): direct, latency p99", direct.p99, "ms"),
        ]
        for (name, sample) in samples.dropFirst() {
            let isOurs = name == samples[1].name
            let latencies = sample.latencies
            report.figures += [
                Figure(
                    "\(load): \(name), CPU a token",
                    sample.cpuPerToken,
                    "µs",
                    mark: isOurs && isCostMark ? .atMost(60) : nil
                ),
                Figure(
                    "\(load): \(name), added latency p50",
                    latencies.median - direct.median,
                    "ms",
                    mark: isOurs && isLatencyMark ? .atMost(1) : nil
                ),
                Figure(
                    "\(load): \(name), added latency p99",
                    latencies.p99 - direct.p99,
                    "ms",
                    mark: isOurs && isLatencyMark ? .atMost(10) : nil
                ),
                Figure("\(load): \(name), delivered", sample.tokensPerSecond, "tokens/s"),
            ]
            guard isOurs else {
                let ratio = sample.cpuPerToken / samples[1].sample.cpuPerToken
                let isMark = isCostMark && name == BaselineOptions.fastAPI
                report.figures.append(
                    Figure("\(load): \(name)'s CPU by Aura's", ratio, mark: isMark ? .atLeast(8) : nil)
                )
                continue
            }
            report.figures += (sample.cpu + sample.beside).map {
                Figure("\(load): of it or beside it, \($0.name)", sample.perToken($0.seconds), "µs")
            }
            report.figures.append(
                Figure(
                    "\(load): tokens lost, repeated, disordered or cut",
                    Double(sample.fidelity.faults),
                    mark: .atMost(0)
                )
            )
        }
    }
}
