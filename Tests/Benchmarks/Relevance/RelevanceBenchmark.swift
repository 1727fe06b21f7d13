import ArgumentParser
import Foundation
import Indexer
import Logging

/// How well searches rank, by judged queries.
struct RelevanceBenchmark: Benchmark {
    static let configuration = CommandConfiguration(
        commandName: "relevance",
        abstract: "Ranks judged queries by vectors, by full text and by both (nDCG@10)."
    )

    @Option(help: "An OpenAI-compatible service to embed with too, such as http://127.0.0.1:8089/v1.")
    var embeddingsURL: String?

    @Option(help: "The model to ask it for.")
    var embeddingsModel = "default"

    @Option(help: "The cosine below which its vectors count as unrelated.")
    var embeddingsThreshold: Float = 0.3

    @Flag(help: "Tells the queries of each kind apart, and each query.")
    var details = false

    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    private static let rankings: [(name: String, ranking: StoreQuery.Ranking)] = [
        ("vectors", .vector), ("BM25", .fullText), ("fused", .fused),
    ]

    func measure() async throws -> Report {
        let set = try RelevanceSet.bundled()
        var report = Report(benchmark: "relevance, nDCG@10")
        report.notes = [
            "\(set.documents.count) documents, \(set.queries.count) queries"
        ]
        try await self.measure("hashing", HashingEmbedder(), set, mustHelp: true, into: &report)
        if let embeddingsURL {
            let embedder = try await EndpointEmbedder(
                url: embeddingsURL,
                model: self.embeddingsModel,
                threshold: self.embeddingsThreshold,
                logger: Logger(label: "aura-bench")
            )
            try await self.measure(self.embeddingsModel, embedder, set, mustHelp: false, into: &report)
        }
        return report
    }

    /// - Parameter mustHelp: Whether both rankings together are held to be better than each alone.
    private func measure(
        _ name: String,
        _ embedder: any Embedder,
        _ set: RelevanceSet,
        mustHelp: Bool,
        into report: inout Report
    ) async throws {
        try await withTemporaryFolder { folder in
            let trial = try await RelevanceTrial(set.documents, embedder: embedder, folder: folder)
            for (part, queries) in [("all", set.queries), ("even half", set.tuning), ("odd half", set.control)] {
                var bound = 0.0
                for (label, ranking) in Self.rankings {
                    let gain = Self.mean(try await trial.gains(of: queries, ranking: ranking))
                    let mark: Mark? = ranking == .fused && mustHelp ? .atLeast(bound) : nil
                    report.figures.append(Figure("\(name): \(label), \(part)", gain, mark: mark))
                    bound = max(bound, gain)
                }
            }
            if self.details { try await self.tellDetails(name, trial, set) }
        }
    }

    private func tellDetails(_ name: String, _ trial: RelevanceTrial, _ set: RelevanceSet) async throws {
        var columns: [[Double]] = []
        for (_, ranking) in Self.rankings {
            columns.append(try await trial.gains(of: set.queries, ranking: ranking))
        }
        for kind in Set(set.queries.map(\.kind)).sorted() {
            let chosen = set.queries.indices.filter { set.queries[$0].kind == kind }
            let means = columns.map { column in Self.text(Self.mean(chosen.map { column[$0] })) }
            print("\(name) \(means.joined(separator: " ")) \(kind) (\(chosen.count))")
            for index in chosen {
                print("   \(columns.map { Self.text($0[index]) }.joined(separator: " ")) \(set.queries[index].text)")
            }
        }
    }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(max(values.count, 1))
    }

    private static func text(_ value: Double) -> String { String(format: "%.3f", value) }
}
