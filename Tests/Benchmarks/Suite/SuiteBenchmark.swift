import ArgumentParser
import Foundation

/// Every part, one after another, and what it means for the marks.
struct SuiteBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all",
        abstract: "Measures everything and holds it against the marks; some minutes."
    )

    @Option(help: "Draws the added latency into this SVG file.")
    var plot = ".aura/bench-latency.svg"

    @OptionGroup var baselines: BaselineOptions
    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    /// What a run of all parts leaves behind.
    private struct Outcome: Encodable {
        var marks: Report
        var reports: [Report]
        /// Parts that broke, with their reasons.
        var failures: [String]
    }

    func run() async throws {
        let stamp = Stamp.now(binaries: self.programs.binaries)
        print(stamp.lines.joined(separator: "\n"))
        let folder = URL(fileURLWithPath: self.plot).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var reports: [Report] = []
        var failures: [String] = []
        for (name, part) in try self.parts() {
            do {
                let report = try await part.measure()
                print("\n\(report.table)")
                reports.append(report)
            } catch {
                failures.append("\(name): \(error)")
                print("\n\(name) FAILED: \(error)")
            }
        }
        var marks = Report.marks(of: reports, stamp: stamp)
        marks.notes = failures.map { "FAILED: \($0.prefix { $0 != "\n" })" }
        print("\n\(marks.table)")
        if let json = self.output.json {
            let outcome = Outcome(marks: marks, reports: reports, failures: failures)
            try Report.encoder.encode(outcome).write(to: URL(fileURLWithPath: json))
        }
        if !failures.isEmpty { throw ExitCode.failure }
    }

    /// The parts as they are by themselves, with this command's options where they have them.
    private func parts() throws -> [(name: String, part: any Benchmark)] {
        let binaries = self.programs.binaries.map { ["--binaries", $0] } ?? []
        let others = ["--fastapi-python", self.baselines.fastapiPython] + (self.baselines.alone ? ["--alone"] : [])
        return [
            ("idle", try IdleBenchmark.parse(binaries)),
            ("relay", try RelayBenchmark.parse(["--plot", self.plot] + others + binaries)),
            ("streams", try StreamsBenchmark.parse(binaries)),
            ("burst", try BurstBenchmark.parse(binaries)),
            ("requests", try RequestsBenchmark.parse(others + binaries)),
            ("search", try SearchBenchmark.parse(binaries)),
            ("indexing", try IndexingBenchmark.parse(binaries)),
            ("tasks", try TasksBenchmark.parse(binaries)),
            ("relevance", try RelevanceBenchmark.parse(binaries)),
        ]
    }
}
