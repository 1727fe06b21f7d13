import Bus
import Messages
import RedisBus
import ServiceLifecycle

/// Asks a living indexer, as a replica of its own that lives for one call.
struct IndexerCall {
    /// How long the run's traces stay in Redis where nobody removes them.
    private static let traces = Duration.seconds(60)

    let client: RedisClient
    let logger = ProblemLog().makeLogger()

    /// What the index holds after the command.
    ///
    /// - Throws: ``OperatorError`` where no indexer answers within `limit`, or one says that it cannot; ``BusError``.
    func ask(_ command: some CommandBody, within limit: Duration) async throws -> IndexStatistics {
        guard let tenant = TenantID("operator"), let user = UserID("aura-cli") else {
            throw OperatorError.refused("the caller has no name")
        }
        let replica = ReplicaID(instance: "aura-cli", boot: RunID.random().description)
        let inbox = RedisEdgeInbox(client: self.client, edge: replica)
        let registry = RedisRunRegistry(client: self.client, timeToLive: Self.traces)
        let log = RedisRunLog(client: self.client, timeToLive: Self.traces)
        let hub = StreamHub(
            edge: replica,
            inbox: inbox,
            registry: registry,
            signals: RedisSignals(client: self.client),
            logger: self.logger
        )
        let caller = RunCaller(
            sender: RunSender(
                queue: RedisCommandQueue(client: self.client, service: .indexer),
                registry: registry,
                log: log,
                hub: hub
            ),
            watch: RunWatch(
                log: log,
                registry: registry,
                leases: RedisLeases(client: self.client),
                edge: replica
            )
        )
        // Made first: an indexer stops writing to who has no inbox when the answer begins.
        _ = try await inbox.renew()
        let events = try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await hub.run() }
            do {
                let events = try await caller.call(
                    command,
                    kind: .index,
                    for: Caller(tenant: tenant, user: user),
                    within: limit,
                    traceparent: nil
                )
                tasks.cancelAll()
                // Ends the read that waits, too.
                try? await inbox.close()
                return events
            } catch let failure as RunFailure {
                tasks.cancelAll()
                try? await inbox.close()
                throw Self.error(failure, limit)
            }
        }
        guard let answer = events.first(where: { $0.type == .statistics }),
            let statistics = try? IndexStatistics.decoded(from: answer.payload)
        else { throw OperatorError.refused("the indexer's answer cannot be read; is it of another version?") }
        return statistics
    }

    private static func error(_ failure: RunFailure, _ limit: Duration) -> OperatorError {
        switch failure.errorType {
        case .deadlineExceeded, .workerLost:
            .unavailable("no indexer answered within \(limit.components.seconds) s; is aura-indexer running?")
        default: .refused("the indexer says: \(failure.message)")
        }
    }
}
