package import Messages

/// One edge's inbox in memory.
package struct InMemoryEdgeInbox: EdgeInbox {
    private let bus: InMemoryBus
    private let edge: ReplicaID

    package init(bus: InMemoryBus, edge: ReplicaID) {
        self.bus = bus
        self.edge = edge
    }

    package func renew() async throws(BusError) -> Bool {
        try self.bus.access { state in
            guard state.edgeInboxes[self.edge] == nil else { return false }
            state.edgeInboxes[self.edge] = []
            return true
        }
    }

    package func receive(wait: Duration) async throws(BusError) -> EdgeMail {
        let edge = self.edge
        let items = try await self.bus.waitFor(wait) { state in
            let items = state.edgeInboxes[edge] ?? []
            if !items.isEmpty { state.edgeInboxes[edge] = [] }
            return items
        }
        return EdgeMail(items: items, hasLost: false)
    }
}

/// One worker's inbox in memory.
package struct InMemoryWorkerInbox: WorkerInbox {
    private let bus: InMemoryBus
    private let worker: ReplicaID

    package init(bus: InMemoryBus, worker: ReplicaID) {
        self.bus = bus
        self.worker = worker
    }

    package func renew() async throws(BusError) -> Bool {
        try self.bus.access { state in
            guard state.workerInboxes[self.worker] == nil else { return false }
            state.workerInboxes[self.worker] = []
            return true
        }
    }

    package func receive(wait: Duration) async throws(BusError) -> [WorkerSignal] {
        let worker = self.worker
        return try await self.bus.waitFor(wait) { state in
            let signals = state.workerInboxes[worker] ?? []
            if !signals.isEmpty { state.workerInboxes[worker] = [] }
            return signals
        }
    }

    package func close() async throws(BusError) {
        try self.bus.access { state in
            state.workerInboxes[self.worker] = nil
        }
    }
}

/// Signals to any replica, in memory.
package struct InMemorySignals: WorkerSignals, EdgeSignals {
    private let bus: InMemoryBus

    package init(bus: InMemoryBus) {
        self.bus = bus
    }

    package func send(_ signal: WorkerSignal, to worker: ReplicaID) async throws(BusError) -> Bool {
        try self.bus.access { state in
            state.workerInboxes[worker]?.append(signal)
            return state.workerInboxes[worker] != nil
        }
    }

    package func look(at run: RunID, edge: ReplicaID) async throws(BusError) -> Bool {
        try self.bus.access { state in
            state.edgeInboxes[edge]?.append(.look(run))
            return state.edgeInboxes[edge] != nil
        }
    }
}
