import Bus
import Logging
import Messages
import Metrics

/// Finds the passages that a chat's answer shall rely on. A search that fails or is late costs the answer its sources,
/// and the reader is told; it never costs the answer.
struct ChatGrounding<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    /// Passages of one answer, and characters of each.
    private static var limits: (passages: Int, characters: Int) { (6, 2000) }

    let search: DocumentSearch<Queue, Registry, Log, LeaseStore>
    /// How long a chat waits for its passages.
    let patience: Duration
    /// Whether chats that do not say so want passages.
    let isDefault: @Sendable () async -> Bool
    let logger: Logger

    /// - Parameter isWanted: What the client says; nil takes the default.
    func grounding(
        of messages: [ChatMessage],
        isWanted: Bool?,
        for caller: Caller,
        traceparent: String?
    ) async -> Grounding? {
        let isDefault = isWanted == nil ? await self.isDefault() : false
        guard isWanted ?? isDefault, let question = messages.last(where: { $0.role == .user }) else { return nil }
        let bytes = question.content.utf8.prefix(SearchDocuments.queryLimit)
        let query = SearchDocuments(query: String(decoding: bytes, as: UTF8.self), limit: Self.limits.passages)
        do {
            let results = try await self.search.results(
                of: query,
                for: caller,
                within: self.patience,
                traceparent: traceparent
            )
            let passages = results.results.map { Grounding.Passage($0, limit: Self.limits.characters) }
            return Grounding(passages: passages, isDegraded: results.degraded ?? false)
        } catch {
            Counter(label: "aura_grounding_failures_total").increment()
            self.logger.warning(
                "A chat goes on without its documents",
                metadata: ["tenant": "\(caller.tenant)", "error": "\(error)"]
            )
            return Grounding(passages: [], isDegraded: true)
        }
    }
}
