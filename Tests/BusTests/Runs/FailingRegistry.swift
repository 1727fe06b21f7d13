import Bus
import Messages
import Synchronization

/// A registry that does not know for some time whether a cancel was asked for.
final class FailingRegistry: RunRegistry {
    private let base: InMemoryRunRegistry
    private let failures: Mutex<Int>

    init(base: InMemoryRunRegistry, failures: Int) {
        self.base = base
        self.failures = Mutex(failures)
    }

    var failuresLeft: Int { self.failures.withLock { $0 } }

    func isCancelRequested(_ run: RunID) async throws(BusError) -> Bool {
        let mustFail = self.failures.withLock { count in
            defer { count = max(0, count - 1) }
            return count > 0
        }
        guard !mustFail else { throw BusError(.connectionLost, "told to fail") }
        return try await self.base.isCancelRequested(run)
    }

    func create(_ record: RunRecord, servedBy edge: ReplicaID) async throws(BusError) {
        try await self.base.create(record, servedBy: edge)
    }

    func forget(_ run: RunID) async throws(BusError) { try await self.base.forget(run) }

    func record(of run: RunID) async throws(BusError) -> RunRecord? { try await self.base.record(of: run) }

    func requestCancel(_ run: RunID) async throws(BusError) -> CancelRequest { try await self.base.requestCancel(run) }

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
