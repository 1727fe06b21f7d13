package import Messages

/// The runs' records in memory; nothing is ever forgotten by itself.
package struct InMemoryRunRegistry: RunRegistry {
    private let bus: InMemoryBus

    package init(bus: InMemoryBus) {
        self.bus = bus
    }

    package func create(_ record: RunRecord, servedBy edge: ReplicaID) async throws(BusError) {
        try self.bus.access { $0.runs[record.run] = InMemoryBus.Run(record: record, edges: [edge]) }
    }

    package func forget(_ runs: [RunID]) async throws(BusError) {
        try self.bus.access { state in
            for run in runs { state.runs[run] = nil }
        }
    }

    package func record(of run: RunID) async throws(BusError) -> RunRecord? {
        try self.bus.access { $0.runs[run]?.record }
    }

    package func requestCancel(_ run: RunID) async throws(BusError) -> CancelRequest {
        try self.bus.access { state in
            guard let stored = state.runs[run] else { return .unknown }
            if let last = stored.log.last, last.event.type.isTerminal { return .ended }
            state.runs[run]?.isCancelRequested = true
            guard let owner = stored.record.owner else { return .unowned }
            return .owned(by: owner, epoch: stored.record.epoch)
        }
    }

    package func isCancelRequested(_ run: RunID) async throws(BusError) -> Bool {
        try self.bus.access { $0.runs[run]?.isCancelRequested ?? false }
    }

    package func add(_ edge: ReplicaID, to run: RunID) async throws(BusError) {
        try self.bus.access { state in
            guard var stored = state.runs[run] else { return }
            if !stored.edges.contains(edge) { stored.edges.append(edge) }
            stored.abandonedSince = nil
            state.runs[run] = stored
        }
    }

    package func remove(_ edge: ReplicaID, from run: RunID, now: Int64) async throws(BusError) {
        try self.bus.access { state in
            guard var stored = state.runs[run] else { return }
            stored.edges.removeAll { $0 == edge }
            if stored.edges.isEmpty { stored.abandonedSince = now }
            state.runs[run] = stored
        }
    }

    package func edges(of run: RunID) async throws(BusError) -> [ReplicaID] {
        try self.bus.access { $0.runs[run]?.edges ?? [] }
    }

    package func setTask(_ taskId: String, for run: RunID) async throws(BusError) {
        try self.bus.access { state in
            state.runs[run]?.record.taskId = taskId
        }
    }

    package func setFeedback(_ feedback: RunFeedback, for run: RunID) async throws(BusError) -> RunFeedback? {
        try self.bus.access { state in
            let before = state.runs[run]?.record.feedback
            state.runs[run]?.record.feedback = feedback
            return before
        }
    }

    package func keepAlive(_ runs: [RunID]) async throws(BusError) {
        try self.bus.access { _ in }
    }

    package func bind(_ binding: IdempotencyBinding, to key: String) async throws(BusError) -> IdempotencyBinding {
        try self.bus.access { state in
            if let present = state.bindings[key] { return present }
            state.bindings[key] = binding
            return binding
        }
    }

    package func confirm(_ binding: IdempotencyBinding, of key: String) async throws(BusError) -> Bool {
        try self.bus.access { state in
            guard state.bindings[key] == binding else { return false }
            state.bindings[key]?.isSent = true
            return true
        }
    }

    package func unbind(_ binding: IdempotencyBinding, from key: String) async throws(BusError) {
        try self.bus.access { state in
            if state.bindings[key] == binding { state.bindings[key] = nil }
        }
    }

    package func binding(of key: String) async throws(BusError) -> IdempotencyBinding? {
        try self.bus.access { $0.bindings[key] }
    }
}
