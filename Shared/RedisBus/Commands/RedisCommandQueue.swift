package import Bus
package import Messages
import Synchronization

/// One service's commands as a Redis stream with one consumer group, named after the service.
package final class RedisCommandQueue: CommandQueue {
    private let client: RedisClient
    private let service: WorkerService
    private let reader: RedisDedicatedConnection
    private let hasGroup = Atomic(false)

    package init(client: RedisClient, service: WorkerService) {
        self.client = client
        self.service = service
        self.reader = client.makeDedicatedConnection()
    }

    private var stream: RedisArgument { RedisArgument(BusKeys.commands(self.service)) }
    private var group: RedisArgument { RedisArgument(self.service.rawValue) }

    /// Whether the consumer group was joined since the last sign of its absence.
    package var isJoined: Bool { self.hasGroup.load(ordering: .relaxed) }

    package func send(_ command: Command) async throws(BusError) -> Int {
        let fields = command.fields.flatMap { [RedisArgument($0.name), RedisArgument($0.value)] }
        let replies = try await self.client.call([
            RedisCommand("XADD", [self.stream, "*"] + fields), RedisCommand("XLEN", self.stream),
        ])
        return replies[1].int ?? 0
    }

    package func backlog() async throws(BusError) -> Int {
        try await self.client.call("XLEN", self.stream).int ?? 0
    }

    package func receive(
        as consumer: ReplicaID,
        limit: Int,
        wait: Duration
    ) async throws(BusError) -> [Delivery] {
        try await self.join()
        let command = RedisCommand(
            "XREADGROUP", "GROUP", self.group, RedisArgument(consumer.description), "COUNT", RedisArgument(limit),
            "BLOCK", RedisArgument(milliseconds: wait), "STREAMS", self.stream, ">"
        )
        let reply: RedisValue
        do throws(RedisError) {
            reply = try await self.reader.send(command, timeout: wait + .seconds(2))
        } catch {
            throw BusError(error)
        }
        if let error = reply.error { throw self.failure(error) }
        return try Self.deliveries(reply.array?.first?.array?.last?.array ?? [], attempts: { _ in 1 })
    }

    package func holders() async throws(BusError) -> [ReplicaID] {
        let reply: RedisValue
        do throws(BusError) {
            reply = try await self.client.call("XINFO", "CONSUMERS", self.stream, self.group)
        } catch {
            self.hasGroup.store(false, ordering: .relaxed)
            throw error
        }
        return (reply.array ?? []).compactMap { consumer in
            let fields = consumer.array ?? []
            let index = fields.firstIndex { $0.string == "name" }
            return index.flatMap { fields[$0 + 1].string }.flatMap { ReplicaID($0) }
        }
    }

    package func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        let minimum = RedisArgument(milliseconds: idle)
        let pending = try await self.client.call(
            "XPENDING", self.stream, self.group, "IDLE", minimum, "-", "+", RedisArgument(limit),
            RedisArgument(holder.description)
        )
        let rows = (pending.array ?? []).compactMap { row -> (id: String, attempts: Int)? in
            guard let cells = row.array, cells.count == 4, let id = cells[0].string else { return nil }
            return (id, cells[3].int ?? 1)
        }
        guard !rows.isEmpty else {
            _ = try await self.client.run(Self.forget, keys: [BusKeys.commands(self.service)], [
                self.group, RedisArgument(holder.description),
            ])
            return []
        }
        let head = [self.stream, self.group, RedisArgument(consumer.description), minimum]
        let reply = try await self.client.call([RedisCommand("XCLAIM", head + rows.map { RedisArgument($0.id) })])[0]
        let attempts = Dictionary(rows.map { ($0.id, $0.attempts + 1) }) { first, _ in first }
        return try Self.deliveries(reply.array ?? [], attempts: { attempts[$0] ?? 1 })
    }

    package func complete(_ delivery: Delivery) async throws(BusError) {
        _ = try await self.client.call(self.removal(of: delivery))
    }

    package func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError) {
        _ = try await self.client.call(
            deliveries.map { delivery in
                RedisCommand(
                    "XCLAIM", self.stream, self.group, RedisArgument(consumer.description), 0,
                    RedisArgument(delivery.entry), "IDLE", 86_400_000,
                    "RETRYCOUNT", RedisArgument(delivery.attempts - 1), "JUSTID"
                )
            }
        )
    }

    package func bury(_ delivery: Delivery, reason: String) async throws(BusError) {
        let kept = DeadLetter.fields(of: delivery, reason: reason)
        let dead = RedisArgument(BusKeys.deadLetters(self.service))
        let head: [RedisArgument] = [dead, "MAXLEN", "~", RedisArgument(DeadLetter.limit), "*"]
        _ = try await self.client.call([RedisCommand("XADD", head + kept)])
        try await self.complete(delivery)
    }

    /// Forgets a consumer that holds nothing. KEYS: stream. ARGV: group, consumer.
    private static let forget = RedisScript(
        """
        local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
        if #pending == 0 then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) end
        return #pending
        """
    )

    private func removal(of delivery: Delivery) -> [RedisCommand] {
        let entry = RedisArgument(delivery.entry)
        return [
            RedisCommand("MULTI"),
            RedisCommand("XACK", self.stream, self.group, entry),
            RedisCommand("XDEL", self.stream, entry),
            RedisCommand("EXEC"),
        ]
    }

    /// Makes the group where there is none, from the stream's start: nothing that was sent meanwhile is passed over.
    private func join() async throws(BusError) {
        guard !self.isJoined else { return }
        let make = RedisCommand("XGROUP", "CREATE", self.stream, self.group, "0", "MKSTREAM")
        let reply = try await self.client.callKeepingErrors([make])[0]
        if let error = reply.error, error.prefix != "BUSYGROUP" { throw BusError(error) }
        self.hasGroup.store(true, ordering: .relaxed)
    }

    private func failure(_ error: RedisReplyError) -> BusError {
        if error.prefix == "NOGROUP" { self.hasGroup.store(false, ordering: .relaxed) }
        return BusError(error)
    }

    private static func deliveries(
        _ entries: [RedisValue],
        attempts: (String) -> Int
    ) throws(BusError) -> [Delivery] {
        var deliveries: [Delivery] = []
        for entry in entries where entry != .null {
            guard let pair = entry.array, pair.count == 2, let id = pair[0].string else {
                throw BusError(.malformedReply, "not a command entry")
            }
            let values = pair[1].array ?? []
            let fields = stride(from: 0, to: values.count - 1, by: 2).map {
                (name: values[$0].string ?? "", value: values[$0 + 1].bytes ?? [])
            }
            deliveries.append(Delivery(entry: id, attempts: attempts(id), fields: fields))
        }
        return deliveries
    }
}
