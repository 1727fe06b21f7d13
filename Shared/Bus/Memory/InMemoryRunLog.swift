package import Messages

/// The runs' logs in memory.
package struct InMemoryRunLog: RunLog {
    private let bus: InMemoryBus

    package init(bus: InMemoryBus) {
        self.bus = bus
    }

    package var session: Int { self.bus.session }

    package func sessions() -> AsyncStream<Int> { self.bus.sessions() }

    package func begin(
        _ run: RunID,
        as worker: ReplicaID,
        keep: Bool,
        above floor: UInt64,
        restoring record: RunRecord?
    ) async throws(BusError) -> BeginOutcome {
        try self.bus.access { state in
            if state.runs[run] == nil, let record { state.runs[run] = InMemoryBus.Run(record: record) }
            guard var stored = state.runs[run] else { return .unknown }
            let last = stored.log.last
            if let last, last.event.type.isTerminal { return .ended(last.event.type) }
            let after = last?.id ?? .zero
            let id = EventID(max(after.epoch, floor) + 1, after.sequence + 1)
            let started = Self.started(id, by: worker, after: after, keep: keep)
            stored.log.append(started)
            stored.record.owner = worker
            stored.record.epoch = id.epoch
            state.runs[run] = stored
            return .begun(
                Epoch(
                    started: started,
                    after: after,
                    isCancelRequested: stored.isCancelRequested,
                    edges: stored.edges,
                    abandonedSince: stored.abandonedSince
                )
            )
        }
    }

    package func append(_ batches: [RunBatch], session: Int) async throws(BusError) -> [AppendOutcome] {
        try self.bus.access { state throws(BusError) in
            guard session == state.session else { throw BusError(.sessionChanged, "another session") }
            return batches.map { batch in
                let result = Self.write(batch.entries, to: batch.run, in: &state)
                let gone = batch.edges.filter { state.edgeInboxes[$0] == nil }
                for edge in batch.edges where state.edgeInboxes[edge] != nil {
                    let items = (batch.announced + batch.entries).map { EdgeMail.Item.entry(batch.run, $0) }
                    state.edgeInboxes[edge]?.append(contentsOf: items)
                }
                return AppendOutcome(result, goneEdges: gone)
            }
        }
    }

    package func tip(of run: RunID) async throws(BusError) -> EventID? {
        try self.bus.access { $0.runs[run]?.log.last?.id }
    }

    package func entries(of run: RunID, after id: EventID, limit: Int) async throws(BusError) -> [LogEntry] {
        try self.bus.access { Array(($0.runs[run]?.log ?? []).filter { $0.id > id }.prefix(limit)) }
    }

    package func end(
        _ run: RunID,
        at epoch: UInt64,
        with event: RunEvent,
        as replica: ReplicaID
    ) async throws(BusError) -> EndOutcome {
        try self.bus.access { state in
            guard var stored = state.runs[run] else { return .unknown }
            let last = stored.log.last
            if let last, last.event.type.isTerminal { return .ended }
            let after = last?.id ?? .zero
            guard after.epoch == epoch else { return .moved(epoch: after.epoch) }
            let id = EventID(epoch + 1, after.sequence + 1)
            stored.log.append(Self.started(id, by: replica, after: after, keep: true))
            stored.log.append(LogEntry(id: id.next, event: event))
            stored.record.owner = nil
            stored.record.epoch = id.epoch
            state.runs[run] = stored
            return .done(id.next)
        }
    }

    private static func write(
        _ entries: [LogEntry],
        to run: RunID,
        in state: inout InMemoryBus.State
    ) -> AppendOutcome.Result {
        guard let tip = state.runs[run]?.log.last?.id else { return entries.isEmpty ? .written : .missing }
        // Like the store, which refuses entries one by one: a repeat is refused, what follows it is not.
        let new = entries.filter { $0.id > tip }
        state.runs[run]?.log.append(contentsOf: new)
        return new.count == entries.count ? .written : .refused
    }

    private static func started(_ id: EventID, by worker: ReplicaID, after: EventID, keep: Bool) -> LogEntry {
        let payload = Started(worker: worker, after: after, keep: keep)
        return LogEntry(id: id, event: RunEvent(.started, (try? payload.encoded()) ?? []))
    }
}
