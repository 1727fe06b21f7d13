import ArgumentParser
import Foundation
import Indexer
import Messages

/// How fast and how completely one tenant's documents are searched beside those of others.
struct SearchBenchmark: Benchmark {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Searches synthetic documents of many tenants in the SQLite store, and in Chroma beside it."
    )

    @Option(help: "Documents of all tenants.")
    var documents = 50_000

    @Option(help: "Tenants that share them evenly.")
    var tenants = 20

    @Option(help: "Searches of each kind.")
    var queries = 2000

    @Option(help: "A Python that has the package chromadb; without it Chroma is left out.")
    var chromaPython: String?

    @Option(help: "Searches in Chroma.")
    var chromaQueries = 200

    @OptionGroup var programs: ProgramOptions
    @OptionGroup var output: ReportOptions

    /// No vector counts as unrelated, so that exactly the nearest are asked for.
    private static let model = EmbeddingModel(
        name: "synthetic",
        dimension: SyntheticCorpus.dimension,
        threshold: -.infinity
    )

    func validate() throws {
        guard self.documents >= self.tenants, self.tenants > 0, self.queries > 0, self.chromaQueries > 0 else {
            throw ValidationError("There must be queries, tenants, and documents for each.")
        }
    }

    func measure() async throws -> Report {
        let corpus = SyntheticCorpus(documents: self.documents, tenants: self.tenants, queries: self.queries)
        var report = Report(benchmark: "search, \(self.documents) documents, \(self.tenants) tenants, top 10")
        try await withTemporaryFolder { folder in
            let median = try await self.measureStore(corpus, folder: folder, into: &report)
            if let chromaPython {
                try await self.measureChroma(
                    ChromaRun(python: chromaPython),
                    corpus,
                    storeMedian: median,
                    folder: folder,
                    into: &report
                )
            } else {
                report.notes.append("Chroma is left out: no --chroma-python")
            }
        }
        let overHTTP = SearchOverHTTP(documents: self.documents, tenants: self.tenants, queries: self.queries)
        report.figures += try await Bench.with(self.programs) { try await overHTTP.measure(on: $0) }
        return report
    }

    /// Returns the median of searches by vector, in milliseconds.
    private func measureStore(_ corpus: SyntheticCorpus, folder: URL, into report: inout Report) async throws -> Double
    {
        let tenants = (0..<self.tenants).compactMap { TenantID("\($0)") }
        let path = folder.appendingPathComponent("index").path
        let began = ContinuousClock.now
        try await self.fill(try SQLiteStore(folder: path, model: Self.model), corpus, tenants)
        let filled = ContinuousClock.now - began

        let idle = ResidentMemory.now
        let store = try SQLiteStore(folder: path, model: Self.model)
        let warmed = ContinuousClock.now
        for tenant in tenants {
            _ = try await store.search(StoreQuery(text: "", vector: [], limit: 1), in: tenant)
        }
        let warmUp = ContinuousClock.now - warmed
        let loaded = ResidentMemory.now

        var found: [[String]] = []
        let byVector = try await Latencies.measuring(corpus.queries) { query in
            let asked = StoreQuery(text: query.text, vector: query.vector, limit: 10, ranking: .vector)
            found.append(try await store.search(asked, in: tenants[query.tenant]).map(\.id))
        }
        let fused = try await Latencies.measuring(corpus.queries) { query in
            let asked = StoreQuery(text: query.text, vector: query.vector, limit: 10)
            _ = try await store.search(asked, in: tenants[query.tenant])
        }
        let checked = corpus.queries.prefix(500)
        let recall = zip(checked, found).reduce(0) { sum, pair in
            sum + ExactNeighbours(of: pair.0, in: corpus.items, limit: 10).recall(of: pair.1)
        }
        report.figures += [
            Figure("search by vector, median", byVector.median, "ms", mark: .atMost(0.5)),
            Figure("by vector, p99", byVector.p99, "ms"),
            Figure("search by vector, recall@10", recall / Double(checked.count), mark: .atLeast(1)),
            Figure("search fused, median", fused.median, "ms", mark: .atMost(0.5)),
            Figure("fused, p99", fused.p99, "ms"),
            Figure("written in batches of 500", Double(self.documents) / (filled / .seconds(1)), "documents/s"),
            Figure("first search of all tenants", warmUp / .milliseconds(1), "ms"),
        ]
        if let idle, let loaded {
            let bytes = (loaded - idle) / Double(self.documents) * 100_000
            report.figures.append(Figure("memory for 100,000 documents", bytes / 1_048_576, "MiB"))
        }
        return byVector.median
    }

    private func fill(_ store: SQLiteStore, _ corpus: SyntheticCorpus, _ tenants: [TenantID]) async throws {
        for start in stride(from: 0, to: corpus.items.count, by: 500) {
            let changes = corpus.items[start..<min(start + 500, corpus.items.count)].enumerated().map { offset, item in
                EmbeddedChange.upsert(
                    Document(
                        key: DocumentKey(tenant: tenants[item.tenant], id: item.id),
                        version: DocumentVersion(1, Int64(start + offset)),
                        type: "mail",
                        text: item.text,
                        metadata: ["type": "mail", "title": .string(item.text)],
                        time: 0
                    ),
                    vector: item.vector
                )
            }
            _ = try await store.apply(Array(changes))
        }
    }

    private func measureChroma(
        _ chroma: ChromaRun,
        _ corpus: SyntheticCorpus,
        storeMedian: Double,
        folder: URL,
        into report: inout Report
    ) async throws {
        let queries = Array(corpus.queries.prefix(self.chromaQueries))
        let outcome = try await chroma.measure(corpus, queries: queries, folder: folder)
        let latencies = Latencies(milliseconds: outcome.milliseconds)
        let recall = zip(queries, outcome.found).reduce(0) { sum, pair in
            sum + ExactNeighbours(of: pair.0, in: corpus.items, limit: 10).recall(of: pair.1)
        }
        let name = "Chroma \(outcome.version)"
        report.figures += [
            Figure("\(name), median", latencies.median, "ms"),
            Figure("\(name), p99", latencies.p99, "ms"),
            Figure("\(name), recall@10", recall / Double(queries.count)),
            Figure(
                "\(name), written in batches of 500",
                Double(self.documents) / outcome.insertSeconds,
                "documents/s"
            ),
            Figure("Chroma's median by ours", latencies.median / storeMedian),
        ]
    }
}
