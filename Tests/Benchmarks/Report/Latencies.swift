/// Durations of one thing done many times.
struct Latencies: Sendable {
    private(set) var milliseconds: [Double] = []

    init(milliseconds: [Double] = []) {
        self.milliseconds = milliseconds.sorted()
    }

    /// Does it as often as there are inputs, one after another, and keeps how long each took.
    static func measuring<Input>(_ inputs: [Input], _ body: (Input) async throws -> Void) async rethrows -> Latencies {
        var milliseconds: [Double] = []
        for input in inputs {
            let began = ContinuousClock.now
            try await body(input)
            milliseconds.append((ContinuousClock.now - began) / .milliseconds(1))
        }
        return Latencies(milliseconds: milliseconds)
    }

    var median: Double { self.quantile(0.5) }
    var p99: Double { self.quantile(0.99) }

    /// The least value that a share of all do not exceed; not a number where there is none.
    func quantile(_ share: Double) -> Double {
        guard !self.milliseconds.isEmpty else { return .nan }
        let rank = (share * Double(self.milliseconds.count)).rounded(.up)
        return self.milliseconds[min(max(Int(rank) - 1, 0), self.milliseconds.count - 1)]
    }
}
