import Bus
import Messages
import Synchronization

/// Lets no run be made until it is opened, and says when the first wants to be.
final class RegistryGate: Sendable {
    private let arrivals = AsyncStream.makeStream(of: Never.self)
    private let openings = AsyncStream.makeStream(of: Never.self)

    func waitForArrival() async {
        for await _ in self.arrivals.stream {}
    }

    func open() {
        self.openings.continuation.finish()
    }

    func pass() async {
        self.arrivals.continuation.finish()
        for await _ in self.openings.stream {}
    }
}

/// A registry whose runs are made only when a gate is open.
struct GatedRegistry: RunRegistry {
    let base: InMemoryRunRegistry
    let gate: RegistryGate

    func create(_ record: RunRecord, servedBy edge: ReplicaID) async throws(BusError) {
        await self.gate.pass()
        try await self.base.create(record, servedBy: edge)
    }

    func forget(_ run: RunID) async throws(BusError) { try await self.base.forget(run) }
    func record(of run: RunID) async throws(BusError) -> RunRecord? { try await self.base.record(of: run) }
    func requestCancel(_ run: RunID) async throws(BusError) -> CancelRequest { try await self.base.requestCancel(run) }
    func isCancelRequested(_ run: RunID) async throws(BusError) -> Bool { try await self.base.isCancelRequested(run) }
    func add(_ edge: ReplicaID, to run: RunID) async throws(BusError) { try await self.base.add(edge, to: run) }
    func remove(_ edge: ReplicaID, from run: RunID, now: Int64) async throws(BusError) {
        try await self.base.remove(edge, from: run, now: now)
    }
    func edges(of run: RunID) async throws(BusError) -> [ReplicaID] { try await self.base.edges(of: run) }
    func keepAlive(_ runs: [RunID]) async throws(BusError) { try await self.base.keepAlive(runs) }
    func bind(_ binding: IdempotencyBinding, to key: String) async throws(BusError) -> IdempotencyBinding {
        try await self.base.bind(binding, to: key)
    }
    func unbind(_ binding: IdempotencyBinding, from key: String) async throws(BusError) {
        try await self.base.unbind(binding, from: key)
    }

    func binding(of key: String) async throws(BusError) -> IdempotencyBinding? { try await self.base.binding(of: key) }
}
