import Bus
import Logging
import Messages

/// Finds the documents that an analysis relies on, through the indexer. What cannot be searched is left out and told.
struct DocumentGathering<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    /// Characters of one document.
    private static var characters: Int { 2000 }

    let caller: RunCaller<Queue, Registry, Log, LeaseStore>
    /// How long one search may take.
    var patience = Duration.seconds(10)
    let logger: Logger

    /// The named documents, then what the queries find, each once, the best of every query first.
    func gather(_ named: [String], _ queries: [String], for command: Command) async -> Grounding {
        var searches = queries.map { SearchDocuments(query: String($0.prefix(1000)), limit: 8) }
        if !named.isEmpty {
            searches.insert(SearchDocuments(query: "", limit: SearchDocuments.limits.upperBound, ids: named), at: 0)
        }
        var found: [[SearchHit]] = []
        var isDegraded = false
        for search in searches {
            // One that does not answer is not asked again.
            let hits = isDegraded ? nil : await self.results(of: search, for: command)
            if hits == nil { isDegraded = true }
            found.append(hits ?? [])
        }
        let first = named.isEmpty ? [] : found.removeFirst()
        let chosen = Self.interleaved(first, found).prefix(AnalyseQuestion.documentLimit)
        let passages = chosen.map { Grounding.Passage($0, limit: Self.characters) }
        return Grounding(passages: passages, isDegraded: isDegraded)
    }

    private func results(of search: SearchDocuments, for command: Command) async -> [SearchHit]? {
        do {
            return try await self.caller.results(
                of: search,
                for: command.caller,
                within: self.patience,
                traceparent: command.traceparent
            ).results
        } catch {
            let metadata: Logger.Metadata = ["error": "\(error)"]
            self.logger.warning("A search failed", metadata: command.subject.merging(metadata) { $1 })
            return nil
        }
    }

    /// Named ones first; then the first that each query found, the second of each, and so on, every document once.
    static func interleaved(_ named: [SearchHit], _ found: [[SearchHit]]) -> [SearchHit] {
        var seen: Set<String> = []
        var all = named.filter { seen.insert($0.id).inserted }
        for rank in 0..<(found.map(\.count).max() ?? 0) {
            for list in found where rank < list.count && seen.insert(list[rank].id).inserted { all.append(list[rank]) }
        }
        return all
    }
}
