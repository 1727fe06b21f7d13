package import Messages

/// Leases in memory, by this process's clock.
package struct InMemoryLeases: Leases {
    private let bus: InMemoryBus
    private let trait: WorkerTrait

    package init(bus: InMemoryBus, trait: WorkerTrait = .plain) {
        self.bus = bus
        self.trait = trait
    }

    package func renew(_ replica: ReplicaID, for duration: Duration) async throws(BusError) {
        let trait = self.trait
        try self.bus.access { $0.leases[replica] = Lease(end: .now + duration, trait: trait) }
    }

    package func release(_ replica: ReplicaID) async throws(BusError) {
        try self.bus.access { state in
            state.leases[replica] = nil
        }
    }

    package func traits(of replicas: [ReplicaID]) async throws(BusError) -> [ReplicaID: WorkerTrait] {
        try self.bus.access { state in
            let standing = state.leases.filter { replicas.contains($0.key) && $0.value.end > .now }
            return standing.mapValues(\.trait)
        }
    }

    struct Lease: Sendable {
        var end: ContinuousClock.Instant
        var trait: WorkerTrait
    }
}
