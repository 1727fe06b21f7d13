import Foundation

/// Documents as a workplace has them, and queries whose answers people have judged.
struct RelevanceSet: Sendable {
    struct Item: Codable, Sendable {
        var id: String
        var type: String
        var text: String
    }

    struct Query: Codable, Sendable {
        /// What makes it hard, such as `typo`.
        var kind: String
        var text: String
        /// By document: 3 for just what was asked, 2 for relevant, 1 for near to it. What is not named is not relevant.
        var judgments: [String: Int]
    }

    var documents: [Item]
    var queries: [Query]

    /// Every second query: ranking may be tuned on these only.
    var tuning: [Query] { self.queries.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) }
    /// The others.
    var control: [Query] { self.queries.enumerated().filter { $0.offset % 2 == 1 }.map(\.element) }

    /// Reads `documents.json` and `queries.json`, and refuses judgments of documents that are not there.
    init(folder: URL) throws {
        let decoder = JSONDecoder()
        self.documents = try decoder.decode(
            [Item].self,
            from: Data(contentsOf: folder.appendingPathComponent("documents.json"))
        )
        self.queries = try decoder.decode(
            [Query].self,
            from: Data(contentsOf: folder.appendingPathComponent("queries.json"))
        )
        let ids = Set(self.documents.map(\.id))
        guard ids.count == self.documents.count else { throw RelevanceSetError(description: "an id stands twice") }
        for query in self.queries {
            guard query.judgments.values.contains(where: { $0 > 0 }),
                query.judgments.allSatisfy({ ids.contains($0.key) && (0...3).contains($0.value) })
            else { throw RelevanceSetError(description: "unusable judgments of \(query.text)") }
        }
    }

    /// The set that is part of the benchmark.
    static func bundled() throws -> RelevanceSet {
        guard let folder = Bundle.module.url(forResource: "Data", withExtension: nil) else {
            throw RelevanceSetError(description: "the benchmark's data are not beside it")
        }
        return try RelevanceSet(folder: folder)
    }
}

/// Why the judgments cannot be used.
struct RelevanceSetError: Error, CustomStringConvertible {
    var description: String
}
