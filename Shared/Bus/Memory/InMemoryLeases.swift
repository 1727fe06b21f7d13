package import Messages

/// Leases in memory, by this process's clock.
package struct InMemoryLeases: Leases {
    private let bus: InMemoryBus

    package init(bus: InMemoryBus) {
        self.bus = bus
    }

    package func renew(_ replica: ReplicaID, for duration: Duration) async throws(BusError) {
        try self.bus.access { $0.leases[replica] = .now + duration }
    }

    package func release(_ replica: ReplicaID) async throws(BusError) {
        try self.bus.access { state in
            state.leases[replica] = nil
        }
    }

    package func living(_ replicas: [ReplicaID]) async throws(BusError) -> Set<ReplicaID> {
        try self.bus.access { state in
            Set(replicas.filter { state.leases[$0].map { $0 > .now } ?? false })
        }
    }
}
