import Foundation
import TestSupport

/// The same vectors and queries in an in-process Chroma, as a Python program.
struct ChromaRun: Sendable {
    struct Outcome: Decodable, Sendable {
        var version: String
        var insertSeconds: Double
        var milliseconds: [Double]
        var found: [[String]]
    }

    /// A Python that has the package `chromadb`.
    var python: String

    func measure(_ corpus: SyntheticCorpus, queries: [SyntheticCorpus.Query], folder: URL) async throws -> Outcome {
        guard let script = Bundle.module.url(forResource: "chroma_search", withExtension: "py") else {
            throw ChromaRunError(log: "the script is not beside the benchmark")
        }
        try self.write(corpus.items.map(\.vector), to: folder.appendingPathComponent("documents.f32"))
        try self.write(queries.map(\.vector), to: folder.appendingPathComponent("queries.f32"))
        let names = Names(
            ids: corpus.items.map(\.id),
            tenants: corpus.items.map { "\($0.tenant)" },
            queryTenants: queries.map { "\($0.tenant)" },
            dimension: SyntheticCorpus.dimension
        )
        try JSONEncoder().encode(names).write(to: folder.appendingPathComponent("names.json"))
        let log = folder.appendingPathComponent("chroma.log")
        let process = try ServerProcess(
            executable: URL(fileURLWithPath: self.python),
            arguments: [script.path, folder.path],
            environment: ["ANONYMIZED_TELEMETRY": "False"],
            log: log
        )
        await process.waitForEnd()
        guard let answer = try? Data(contentsOf: folder.appendingPathComponent("outcome.json")) else {
            throw ChromaRunError(log: (try? String(contentsOf: log, encoding: .utf8)) ?? "")
        }
        return try JSONDecoder().decode(Outcome.self, from: answer)
    }

    private struct Names: Encodable {
        var ids: [String]
        var tenants: [String]
        var queryTenants: [String]
        var dimension: Int
    }

    private func write(_ vectors: [[Float]], to file: URL) throws {
        var data = Data()
        for vector in vectors { vector.withUnsafeBytes { data.append(contentsOf: $0) } }
        try data.write(to: file)
    }
}

/// Why there is no comparison.
struct ChromaRunError: Error, CustomStringConvertible {
    var log: String

    var description: String { "Chroma gave no outcome:\n\(self.log.suffix(2000))" }
}
