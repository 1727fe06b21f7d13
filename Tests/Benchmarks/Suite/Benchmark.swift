import ArgumentParser

/// One part of the suite.
protocol Benchmark: AsyncParsableCommand, Sendable {
    /// Where the executables are that its report is of.
    var programs: ProgramOptions { get }

    /// Where its report goes.
    var output: ReportOptions { get }

    /// Measures, and says what was found.
    func measure() async throws -> Report
}

extension Benchmark {
    func run() async throws {
        // Taken first, for the machine's load is to be that of others.
        let stamp = Stamp.now(binaries: self.programs.binaries)
        var report = try await self.measure()
        report.stamp = stamp
        try self.output.publish(report)
    }
}
