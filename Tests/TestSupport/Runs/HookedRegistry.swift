package import Bus
package import Messages

/// A registry in memory that asks its test before it makes a run or says whether one shall stop.
package struct HookedRegistry: RunRegistry {
    private let base: InMemoryRunRegistry
    private let beforeCreate: @Sendable () async -> Void
    private let beforeCancelRead: @Sendable () throws(BusError) -> Void

    package init(
        base: InMemoryRunRegistry,
        beforeCreate: @escaping @Sendable () async -> Void = {},
        beforeCancelRead: @escaping @Sendable () throws(BusError) -> Void = { () throws(BusError) in }
    ) {
        self.base = base
        self.beforeCreate = beforeCreate
        self.beforeCancelRead = beforeCancelRead
    }

    package func create(_ record: RunRecord, servedBy edge: ReplicaID) async throws(BusError) {
        await self.beforeCreate()
        try await self.base.create(record, servedBy: edge)
    }

    package func isCancelRequested(_ run: RunID) async throws(BusError) -> Bool {
        try self.beforeCancelRead()
        return try await self.base.isCancelRequested(run)
    }

    package func forget(_ runs: [RunID]) async throws(BusError) { try await self.base.forget(runs) }

    package func record(of run: RunID) async throws(BusError) -> RunRecord? { try await self.base.record(of: run) }

    package func requestCancel(_ run: RunID) async throws(BusError) -> CancelRequest {
        try await self.base.requestCancel(run)
    }

    package func add(_ edge: ReplicaID, to run: RunID) async throws(BusError) {
        try await self.base.add(edge, to: run)
    }

    package func remove(_ edge: ReplicaID, from run: RunID, now: Int64) async throws(BusError) {
        try await self.base.remove(edge, from: run, now: now)
    }

    package func edges(of run: RunID) async throws(BusError) -> [ReplicaID] { try await self.base.edges(of: run) }

    package func keepAlive(_ runs: [RunID]) async throws(BusError) { try await self.base.keepAlive(runs) }

    package func bind(_ binding: IdempotencyBinding, to key: String) async throws(BusError) -> IdempotencyBinding {
        try await self.base.bind(binding, to: key)
    }

    package func confirm(_ binding: IdempotencyBinding, of key: String) async throws(BusError) -> Bool {
        try await self.base.confirm(binding, of: key)
    }

    package func unbind(_ binding: IdempotencyBinding, from key: String) async throws(BusError) {
        try await self.base.unbind(binding, from: key)
    }

    package func setTask(_ taskId: String, for run: RunID) async throws(BusError) {
        try await self.base.setTask(taskId, for: run)
    }

    package func setFeedback(_ feedback: RunFeedback, for run: RunID) async throws(BusError) -> RunFeedback? {
        try await self.base.setFeedback(feedback, for: run)
    }

    package func binding(of key: String) async throws(BusError) -> IdempotencyBinding? {
        try await self.base.binding(of: key)
    }
}
