package import Bus
package import Messages
import Testing

/// Plays a worker in memory: takes epochs of runs, writes what it is told to their logs, and pushes it to the edges.
package struct ScriptedWorker: Sendable {
    package let bus: InMemoryBus
    package let id: ReplicaID
    package let log: InMemoryRunLog

    package init(_ bus: InMemoryBus, instance: String = "llm-1") {
        self.bus = bus
        self.id = ReplicaID(instance: instance, boot: "b0")
        self.log = InMemoryRunLog(bus: bus)
    }

    /// Takes the run's next epoch and returns its `started` entry.
    @discardableResult
    package func begin(_ run: RunID, keep: Bool = false) async throws -> LogEntry {
        let outcome = try await self.log.begin(run, as: self.id, keep: keep, above: 0, restoring: nil)
        guard case .begun(let epoch) = outcome else { throw Refused(outcome: outcome) }
        let batch = RunBatch(run: run, announced: [epoch.started], entries: [], edges: epoch.edges)
        _ = try await self.log.append([batch], session: self.log.session)
        return epoch.started
    }

    /// Writes events at the run's end and pushes them to `edges`, or where that is nil to all that serve the run.
    @discardableResult
    package func say(_ events: [RunEvent], in run: RunID, to edges: [ReplicaID]? = nil) async throws -> [LogEntry] {
        var place = try #require(await self.log.tip(of: run))
        let entries = events.map { event in
            place = place.next
            return LogEntry(id: place, event: event)
        }
        let serving = try await InMemoryRunRegistry(bus: self.bus).edges(of: run)
        let batch = RunBatch(run: run, entries: entries, edges: edges ?? serving)
        let outcomes = try await self.log.append([batch], session: self.log.session)
        #expect(outcomes.map(\.result) == [.written])
        return entries
    }

    @discardableResult
    package func say(_ texts: String..., in run: RunID, to edges: [ReplicaID]? = nil) async throws -> [LogEntry] {
        try await self.say(texts.map(RunEvent.text), in: run, to: edges)
    }

    /// Ends the run well.
    @discardableResult
    package func complete(_ run: RunID, usage: TokenUsage? = nil, to edges: [ReplicaID]? = nil) async throws -> LogEntry
    {
        let event = RunEvent(.completed, try Completed(usage: usage, finishReason: "stop").encoded())
        return try #require(await self.say([event], in: run, to: edges).last)
    }

    @discardableResult
    package func fail(_ run: RunID, _ type: RunFailure.ErrorType, to edges: [ReplicaID]? = nil) async throws -> LogEntry
    {
        let failure = RunFailure(type, error: "An error", message: "What happened")
        return try #require(await self.say([RunEvent(.failed, failure.encoded())], in: run, to: edges).last)
    }

    private struct Refused: Error {
        var outcome: BeginOutcome
    }
}
