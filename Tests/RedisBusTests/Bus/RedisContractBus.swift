import Bus
import Messages
import RedisBus
import TestSupport

/// The bus over Redis, as the contracts take it.
struct RedisContractBus: ContractBus {
    let client: RedisClient
    var timeToLive = Duration.seconds(600)

    var log: RedisRunLog { RedisRunLog(client: self.client, timeToLive: self.timeToLive) }
    var registry: RedisRunRegistry { RedisRunRegistry(client: self.client, timeToLive: self.timeToLive) }
    var leases: RedisLeases { RedisLeases(client: self.client) }
    var signals: RedisSignals { RedisSignals(client: self.client) }

    func makeQueue() -> RedisCommandQueue { RedisCommandQueue(client: self.client, service: .llm) }
    func makeInbox(edge: ReplicaID) -> RedisEdgeInbox { RedisEdgeInbox(client: self.client, edge: edge) }
    func makeInbox(worker: ReplicaID) -> RedisWorkerInbox { RedisWorkerInbox(client: self.client, worker: worker) }

    /// Begins a run that is not known yet, with an edge that has no inbox.
    func beginRun(as worker: ReplicaID, keep: Bool = true) async throws -> (record: RunRecord, epoch: Epoch) {
        let record = try RunRecord.sample()
        try await self.registry.create(record, servedBy: .fresh("edge"))
        return (record, try await self.log.mustBegin(record.run, as: worker, keep: keep))
    }

    func append(_ texts: [String], after id: EventID, to run: RunID) async throws -> AppendOutcome.Result? {
        let entries = texts.enumerated().map { index, text in
            LogEntry(id: EventID(id.epoch, id.sequence + UInt64(index) + 1), event: .text(text))
        }
        let batch = RunBatch(run: run, entries: entries, edges: [])
        return try await self.log.append([batch], session: self.log.session).first?.result
    }
}

/// Runs a test with a bus over a Redis of its own.
func withRedisBus<Result: Sendable>(
    _ options: RedisServer.Options = RedisServer.Options(),
    timeToLive: Duration = .seconds(600),
    _ body: (RedisContractBus, RedisServer) async throws -> Result
) async throws -> Result {
    try await withRedisServer(options) { server in
        try await withRedisClient(server.url) { client in
            try await body(RedisContractBus(client: client, timeToLive: timeToLive), server)
        }
    }
}
