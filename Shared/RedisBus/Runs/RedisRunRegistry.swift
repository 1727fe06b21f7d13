package import Bus
import FoundationEssentials
package import Messages

/// The runs' records as Redis hashes, their viewers' edges as sets.
package struct RedisRunRegistry: RunRegistry {
    private let client: RedisClient
    private let timeToLive: Duration

    /// - Parameter timeToLive: How long a run is kept after its latest change of state.
    package init(client: RedisClient, timeToLive: Duration) {
        self.client = client
        self.timeToLive = timeToLive
    }

    package func create(_ record: RunRecord, servedBy edge: ReplicaID) async throws(BusError) {
        _ = try await self.client.call(self.creation(of: record, servedBy: edge))
    }

    package func create(
        _ record: RunRecord,
        servedBy edge: ReplicaID,
        sending command: Command,
        to queue: some CommandQueue
    ) async throws(BusError) -> Int {
        // A server that takes no writes takes neither part; of a cluster's two, one may take the command alone.
        guard let queue = queue as? RedisCommandQueue, queue.client === self.client,
            !self.client.configuration.isCluster
        else {
            try await self.create(record, servedBy: edge)
            return try await queue.send(command)
        }
        let creation = self.creation(of: record, servedBy: edge)
        return try await self.client.call(creation + queue.sending(command)).last?.int ?? 0
    }

    package func forget(_ runs: [RunID]) async throws(BusError) {
        let commands = runs.map { run in
            RedisCommand("DEL", [BusKeys.meta(run), BusKeys.edges(run), BusKeys.log(run)].map { RedisArgument($0) })
        }
        if !commands.isEmpty { _ = try await self.client.call(commands) }
    }

    package func record(of run: RunID) async throws(BusError) -> RunRecord? {
        let reply = try await self.client.call("HGETALL", RedisArgument(BusKeys.meta(run)))
        let values = reply.array ?? []
        var fields: [String: String] = [:]
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            if let name = values[index].string { fields[name] = values[index + 1].string }
        }
        guard !fields.isEmpty else { return nil }
        guard let kind = fields["kind"].flatMap({ RunKind(rawValue: $0) }),
            let tenant = fields["tenant"].flatMap({ TenantID($0) }),
            let user = fields["user"].flatMap({ UserID($0) })
        else { throw BusError(.malformedReply, "not a run's record") }
        return RunRecord(
            run: run,
            kind: kind,
            caller: Caller(tenant: tenant, user: user),
            created: fields["created"].flatMap { Int64($0) } ?? 0,
            deadline: fields["deadline"].flatMap { Int64($0) } ?? 0,
            owner: fields["owner"].flatMap { ReplicaID($0) },
            epoch: fields["epoch"].flatMap { UInt64($0) } ?? 0,
            taskId: fields["task"],
            feedback: try fields["feedback"].map { text throws(BusError) in try Self.feedback(text) }
        )
    }

    package func requestCancel(_ run: RunID) async throws(BusError) -> CancelRequest {
        let keys = [BusKeys.log(run), BusKeys.meta(run)]
        let reply = try await self.client.run(RunScripts.requestCancel, keys: keys, [])
        switch reply.first?.string {
        case "unknown": return .unknown
        case "ended": return .ended
        case "unowned": return .unowned
        case "owned":
            guard reply.count == 3, let owner = reply[1].string.flatMap({ ReplicaID($0) }) else { break }
            return .owned(by: owner, epoch: UInt64(reply[2].string ?? "") ?? 0)
        default: break
        }
        throw BusError(.malformedReply, "cancel answered unreadably")
    }

    package func isCancelRequested(_ run: RunID) async throws(BusError) -> Bool {
        try await self.client.call("HGET", RedisArgument(BusKeys.meta(run)), "cancel").string == "1"
    }

    package func add(_ edge: ReplicaID, to run: RunID) async throws(BusError) {
        let arguments = [RedisArgument(edge.description), RedisArgument(milliseconds: self.timeToLive)]
        _ = try await self.client.run(RunScripts.addEdge, keys: [BusKeys.meta(run), BusKeys.edges(run)], arguments)
    }

    package func remove(_ edge: ReplicaID, from run: RunID, now: Int64) async throws(BusError) {
        let arguments = [RedisArgument(edge.description), RedisArgument(now)]
        _ = try await self.client.run(RunScripts.removeEdge, keys: [BusKeys.meta(run), BusKeys.edges(run)], arguments)
    }

    package func edges(of run: RunID) async throws(BusError) -> [ReplicaID] {
        let reply = try await self.client.call("SMEMBERS", RedisArgument(BusKeys.edges(run)))
        return (reply.array ?? []).compactMap { $0.string.flatMap { ReplicaID($0) } }
    }

    package func setTask(_ taskId: String, for run: RunID) async throws(BusError) {
        _ = try await self.client.run(RunScripts.setTask, keys: [BusKeys.meta(run)], [RedisArgument(taskId)])
    }

    package func setFeedback(_ feedback: RunFeedback, for run: RunID) async throws(BusError) -> RunFeedback? {
        let text: String
        do {
            text = String(decoding: try JSONEncoder().encode(feedback), as: UTF8.self)
        } catch {
            throw BusError(.malformedReply, "a run's feedback cannot be written")
        }
        let reply = try await self.client.run(
            RunScripts.setFeedback,
            keys: [BusKeys.meta(run)],
            [RedisArgument(text)]
        )
        guard let before = reply.first?.string, !before.isEmpty else { return nil }
        return try Self.feedback(before)
    }

    package func keepAlive(_ runs: [RunID]) async throws(BusError) {
        let ttl = RedisArgument(milliseconds: self.timeToLive)
        let commands = runs.flatMap { run in
            [BusKeys.meta(run), BusKeys.log(run), BusKeys.edges(run)]
                .map { RedisCommand("PEXPIRE", RedisArgument($0), ttl) }
        }
        if !commands.isEmpty { _ = try await self.client.call(commands) }
    }

    package func bind(_ binding: IdempotencyBinding, to key: String) async throws(BusError) -> IdempotencyBinding {
        let value = Self.value(of: binding)
        let ttl = RedisArgument(milliseconds: self.timeToLive)
        let name = RedisArgument(BusKeys.idempotency(key))
        // GET tells what stood there before; with NX the new value is set only if that was nothing.
        let reply = try await self.client.call("SET", name, value, "NX", "GET", "PX", ttl)
        return reply == .null ? binding : try Self.binding(reply)
    }

    package func confirm(_ binding: IdempotencyBinding, of key: String) async throws(BusError) -> Bool {
        var sent = binding
        sent.isSent = true
        let values = [Self.value(of: binding), Self.value(of: sent)]
        let reply = try await self.client.run(RunScripts.confirm, keys: [BusKeys.idempotency(key)], values)
        return reply.first?.int == 1
    }

    package func unbind(_ binding: IdempotencyBinding, from key: String) async throws(BusError) {
        let value = Self.value(of: binding)
        _ = try await self.client.run(RunScripts.unbind, keys: [BusKeys.idempotency(key)], [value])
    }

    package func binding(of key: String) async throws(BusError) -> IdempotencyBinding? {
        let reply = try await self.client.call("GET", RedisArgument(BusKeys.idempotency(key)))
        return reply == .null ? nil : try Self.binding(reply)
    }

    private func creation(of record: RunRecord, servedBy edge: ReplicaID) -> [RedisCommand] {
        let meta = RedisArgument(BusKeys.meta(record.run))
        let edges = RedisArgument(BusKeys.edges(record.run))
        let ttl = RedisArgument(milliseconds: self.timeToLive)
        return [
            RedisCommand("HSET", [meta] + Self.fields(of: record)),
            RedisCommand("PEXPIRE", meta, ttl),
            RedisCommand("SADD", edges, RedisArgument(edge.description)),
            RedisCommand("PEXPIRE", edges, ttl),
        ]
    }

    static func fields(of record: RunRecord) -> [RedisArgument] {
        [
            "tenant", RedisArgument(record.caller.tenant.description),
            "user", RedisArgument(record.caller.user.description),
            "kind", RedisArgument(record.kind.rawValue),
            "created", RedisArgument(record.created),
            "deadline", RedisArgument(record.deadline),
        ] + (record.taskId.map { ["task", RedisArgument($0)] } ?? [])
    }

    private static func feedback(_ text: String) throws(BusError) -> RunFeedback {
        do {
            return try JSONDecoder().decode(RunFeedback.self, from: Data(text.utf8))
        } catch {
            throw BusError(.malformedReply, "not a run's feedback")
        }
    }

    private static func value(of binding: IdempotencyBinding) -> RedisArgument {
        RedisArgument("\(binding.run) \(binding.request)\(binding.isSent ? "" : " unsent")")
    }

    private static func binding(_ reply: RedisValue) throws(BusError) -> IdempotencyBinding {
        let parts = reply.string?.split(separator: " ") ?? []
        let isSent = parts.count == 2
        guard isSent || (parts.count == 3 && parts[2] == "unsent"), let run = RunID(parts[0]) else {
            throw BusError(.malformedReply, "not a binding")
        }
        return IdempotencyBinding(run: run, request: String(parts[1]), isSent: isSent)
    }
}
