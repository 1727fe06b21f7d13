/// One part of the suite.
protocol Benchmark: Sendable {
    /// Measures, and says what was found.
    func measure() async throws -> Report
}
