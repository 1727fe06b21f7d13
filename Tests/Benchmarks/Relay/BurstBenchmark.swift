import ArgumentParser

/// How fast one stream can be when nothing sets its pace.
struct BurstBenchmark: Benchmark {
    static let configuration = CommandConfiguration(
        commandName: "burst",
        abstract: "Relays one unpaced stream, and reads the same without the product by turns."
    )

    @Option(help: "Tokens of the stream; the product ends longer answers than 100000 as too long.")
    var tokens = 90_000

    @Option(help: "Rounds; the median counts.")
    var rounds = 5

    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    func validate() throws {
        guard (1000...99_000).contains(self.tokens), (1...100).contains(self.rounds) else {
            throw ValidationError("There must be 1000 to 99000 tokens and 1 to 100 rounds.")
        }
    }

    func measure() async throws -> Report {
        try await Bench.with(self.programs) { try await self.measure(on: $0) }
    }

    private func measure(on bench: Bench) async throws -> Report {
        let relay = try await Relay(on: bench, concurrency: 256)
        let generator = LoadGenerator()
        let order = StreamOrder(kind: .unpaced, tokens: self.tokens)
        let callers = try Callers(streams: 1)
        var rates: (direct: [Double], product: [Double]) = ([], [])
        for _ in 0..<self.rounds {
            rates.direct.append(try await Self.rate(order, .provider(port: relay.upstreamPort), generator))
            rates.product.append(
                try await Self.rate(order, .chat(port: relay.edgePort, callers: callers), generator)
            )
        }
        let product = rates.product.sorted()
        return Report(
            benchmark: "burst, 1 stream of \(self.tokens) tokens",
            figures: [
                Figure("burst of one stream", product[product.count / 2], "tokens/s", mark: .atLeast(100_000)),
                Figure("burst, slowest round", product[0], "tokens/s"),
                Figure("burst, without the product", rates.direct.sorted()[rates.direct.count / 2], "tokens/s"),
            ],
            notes: ["none lost, repeated, disordered or damaged: otherwise there were no figure"]
        )
    }

    private static func rate(
        _ order: StreamOrder,
        _ target: LoadTarget,
        _ generator: LoadGenerator
    ) async throws -> Double {
        let outcome = try await generator.open([order], at: target).outcomes(within: .seconds(60))[0]
        guard outcome.isWhole, Fidelity([outcome]).faults == 0 else {
            throw LoadError(message: "\(outcome.received) of \(order.tokens) tokens came: \(outcome.tail)")
        }
        return Double(order.tokens) * 1_000_000_000 / Double(max(outcome.lastArrival - outcome.firstArrival, 1))
    }
}
