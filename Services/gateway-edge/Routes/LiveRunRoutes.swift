import Bus
import Hummingbird
import Messages

/// `/admin/runs`: which runs of the caller's tenant this replica shows to somebody now. Other replicas' are not among
/// them, nor those that go on without a viewer: no list of all runs is kept anywhere.
struct LiveRunRoutes<Registry: RunRegistry, Log: RunLog>: Sendable {
    /// Runs that are told of.
    private static var limit: Int { 100 }

    let hub: StreamHub
    let registry: Registry
    let log: Log

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.get("admin/runs") { _, context in Response.enveloped(try await self.list(context)) }
    }

    private struct LiveRuns: Encodable, Sendable {
        /// The replica's instance.
        var edge: String
        /// The newest first.
        var runs: [LiveRunView]
    }

    private func list(_ context: EdgeRequestContext) async throws -> LiveRuns {
        let tenant = try context.caller().caller.tenant
        let newest = self.hub.newestRuns(of: tenant, limit: Self.limit)
        let records = try await withThrowingTaskGroup(of: RunRecord?.self) { tasks in
            for run in newest { tasks.addTask { try await self.liveRecord(of: run, for: tenant) } }
            return try await tasks.reduce(into: [RunRecord]()) { records, record in
                if let record { records.append(record) }
            }
        }
        return LiveRuns(
            edge: self.hub.edge.instance,
            runs: records.sorted { ($0.created, $0.run.description) > ($1.created, $1.run.description) }
                .map { LiveRunView($0) }
        )
    }

    /// The run's record; nil where it has ended, and its viewers have only not read all of it yet.
    private func liveRecord(of run: RunID, for tenant: TenantID) async throws(BusError) -> RunRecord? {
        guard try await !self.log.hasEnded(run) else { return nil }
        guard let record = try await self.registry.record(of: run), record.caller.tenant == tenant else { return nil }
        return record
    }
}
