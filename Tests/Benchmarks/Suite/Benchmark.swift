import ArgumentParser

/// One part of the suite.
protocol Benchmark: AsyncParsableCommand, Sendable {
    /// Where its report goes.
    var output: ReportOptions { get }

    /// Measures, and says what was found.
    func measure() async throws -> Report
}

extension Benchmark {
    func run() async throws {
        try self.output.publish(try await self.measure())
    }
}
