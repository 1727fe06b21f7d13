/// What rounds of one load over one path have shown.
struct RelaySample: Sendable {
    /// Seconds of processor time of each program, and of the upstream and the load beside them.
    var cpu: [(name: String, seconds: Double)] = []
    var beside: [(name: String, seconds: Double)] = []
    /// What arrived in the measured time, and how long that was, in seconds.
    var tokens = 0
    var seconds = 0.0
    var milliseconds: [Double] = []
    var fidelity = Fidelity([])

    var latencies: Latencies { Latencies(milliseconds: self.milliseconds) }
    var tokensPerSecond: Double { Double(self.tokens) / self.seconds }

    /// Microseconds of processor time for one token, of all programs together.
    var cpuPerToken: Double { self.perToken(self.cpu.reduce(0) { $0 + $1.seconds }) }

    func perToken(_ seconds: Double) -> Double { seconds * 1_000_000 / Double(self.tokens) }

    mutating func add(_ other: RelaySample) {
        self.cpu = Self.sum(self.cpu, other.cpu)
        self.beside = Self.sum(self.beside, other.beside)
        self.tokens += other.tokens
        self.seconds += other.seconds
        self.milliseconds += other.milliseconds
        self.fidelity = self.fidelity + other.fidelity
    }

    private static func sum(
        _ left: [(name: String, seconds: Double)],
        _ right: [(name: String, seconds: Double)]
    ) -> [(name: String, seconds: Double)] {
        guard !left.isEmpty else { return right }
        return zip(left, right).map { ($0.name, $0.seconds + $1.seconds) }
    }
}
