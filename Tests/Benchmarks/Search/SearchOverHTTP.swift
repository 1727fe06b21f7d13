import Foundation
import HTTPFetch
import Indexer
import Messages
import TestSupport

/// Searches as clients make them: over HTTP, through an edge, Redis and an indexer.
struct SearchOverHTTP: Sendable {
    var documents: Int
    var tenants: Int
    var queries: Int

    func measure(on bench: Bench) async throws -> [Figure] {
        let load = EventLoad(count: self.documents, tenants: self.tenants)
        try await self.fill(load, bench.folder.appendingPathComponent("data").path)
        let indexer = try bench.startService("indexer")
        try await indexer.waitUntilReady(bench)
        let (_, port) = try await Relay.startEdge(on: bench)
        let callers = try (1...self.tenants).map { try Callers(tenant: "\($0)") }
        // The first search of a tenant loads its documents.
        for tenant in 0..<self.tenants { _ = try await self.search(tenant, load, callers, port, bench) }
        var inside: [Double] = []
        let numbers = (0..<self.queries).map { $0 * 7919 % self.documents }
        let whole = try await Latencies.measuring(numbers) { number in
            inside.append(try await self.search(number, load, callers, port, bench))
        }
        let told = Latencies(milliseconds: inside)
        return [
            Figure("search over HTTP, median", whole.median, "ms", mark: .atMost(2)),
            Figure("search over HTTP, p99", whole.p99, "ms"),
            Figure("search over HTTP: of it in the indexer, as it says, median", told.median, "ms"),
        ]
    }

    /// Looks for a document by its own words; returns how long the indexer says that it took, in milliseconds.
    private func search(
        _ number: Int,
        _ load: EventLoad,
        _ callers: [Callers],
        _ port: Int,
        _ bench: Bench
    ) async throws -> Double {
        let body = try JSONEncoder().encode(["query": load.subject(of: number)])
        let request = FetchRequest(
            method: "POST",
            url: "http://127.0.0.1:\(port)/search",
            headers: callers[number % self.tenants].headers(of: 0).map { FetchHeader(name: $0.0, value: $0.1) },
            body: Array(body)
        )
        let response = try await bench.fetcher.fetch(request)
        let bytes = try await response.body.collect(upTo: 1 << 20)
        guard response.status == 200, let answer = try? JSONDecoder().decode(Answer.self, from: Data(bytes)),
            answer.data.results.contains(where: { $0.id == "mail_\(number)" })
        else { throw LoadError(message: "a search found nothing: \(String(decoding: bytes, as: UTF8.self))") }
        return answer.data.tookMs
    }

    private struct Answer: Decodable {
        struct Results: Decodable {
            struct Hit: Decodable {
                var id: String
            }

            var results: [Hit]
            var tookMs: Double
        }

        var data: Results
    }

    /// Writes the index that the indexer then opens.
    private func fill(_ load: EventLoad, _ folder: String) async throws {
        let embedder = HashingEmbedder()
        let store = try SQLiteStore(folder: folder, model: embedder.model)
        for start in stride(from: 0, to: self.documents, by: 500) {
            let numbers = Array(start..<min(start + 500, self.documents))
            let texts = numbers.map { load.subject(of: $0) }
            let vectors = try await embedder.embed(texts)
            var changes: [EmbeddedChange] = []
            for (index, number) in numbers.enumerated() {
                guard let tenant = TenantID(load.tenant(of: number)) else { continue }
                let document = Document(
                    key: DocumentKey(tenant: tenant, id: "mail_\(number)"),
                    version: DocumentVersion(1, Int64(number)),
                    type: "mail",
                    text: texts[index],
                    metadata: ["type": "mail", "title": .string(texts[index])],
                    time: 0
                )
                changes.append(.upsert(document, vector: vectors[index]))
            }
            _ = try await store.apply(changes)
        }
    }
}
