import Bus
import FoundationEssentials
import Logging
import Messages
import Metrics

/// Carries out searches: what is found goes into the run's log as one event, and the run ends.
struct SearchHandler<Log: RunLog, Store: VectorStore>: CommandHandler {
    let ownership: RunOwnership<Log>
    let store: Store
    let embedder: any Embedder
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard let search = try? SearchDocuments.decoded(from: command.body) else {
            let reason = "the body is not that of kind \(command.kind)"
            return await self.ownership.bury(command, as: .search, with: .unreadableCommand, reason: reason)
        }
        return await self.ownership.carryOut(command, as: .search) { output in
            await self.answer(search, command, output)
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        return await self.ownership.bury(command, as: .search, with: RunFailure(.searchLost), reason: reason)
    }

    private func answer(
        _ search: SearchDocuments,
        _ command: Command,
        _ output: RunOutput<Log>
    ) async -> RunEnding {
        do {
            let results = try await self.results(of: search, in: command.caller.tenant)
            try await output.append(RunEvent(.results, try results.encoded()))
            return .completed(Completed())
        } catch is RunLost {
            return .lost
        } catch {
            guard !Task.isCancelled else { return .interrupted }
            let metadata = command.subject.merging(["fault": "run"]) { own, _ in own }
            self.logger.error("Search failed", error: error, metadata: metadata)
            return .failed(RunFailure(.searchFailed))
        }
    }

    /// What the store has for a search; the tenant is the caller's, whatever the search says.
    func results(of search: SearchDocuments, in tenant: TenantID) async throws -> SearchResults {
        let began = ContinuousClock.now
        let (hits, isDegraded) = try await self.hits(of: search, in: tenant)
        let took = ContinuousClock.now - began
        Timer(label: "aura_search_seconds").record(duration: took)
        return SearchResults(
            results: hits,
            tookMs: (took / .microseconds(1)).rounded() / 1000,
            degraded: isDegraded ? true : nil
        )
    }

    private func hits(
        of search: SearchDocuments,
        in tenant: TenantID
    ) async throws -> (hits: [SearchHit], isDegraded: Bool) {
        let limits = SearchDocuments.limits
        if let ids = search.ids {
            return (try await self.store.documents(Array(ids.prefix(limits.upperBound)), in: tenant), false)
        }
        let text = String(decoding: Array(search.query.utf8.prefix(SearchDocuments.queryLimit)), as: UTF8.self)
        let vector = await self.vector(of: text, in: tenant)
        let query = StoreQuery(
            text: text,
            vector: vector ?? [],
            limit: min(max(search.limit, limits.lowerBound), limits.upperBound),
            type: search.type,
            since: search.since,
            ranking: vector == nil ? .fullText : .fused
        )
        return (try await self.store.search(query, in: tenant), vector == nil)
    }

    /// The query's vector; nil where the embedder has none in time, so that full text alone must do.
    private func vector(of text: String, in tenant: TenantID) async -> [Float]? {
        do throws(EmbedderError) {
            return try await self.embedder.embedQuery(text)
        } catch {
            Counter(label: "aura_search_degraded_total").increment()
            self.logger.warning(
                "A search goes on without its query's vector",
                metadata: ["tenant": "\(tenant)", "error": "\(error)"]
            )
            return nil
        }
    }
}
