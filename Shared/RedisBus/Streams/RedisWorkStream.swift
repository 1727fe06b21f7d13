import Bus
import Messages
import Synchronization

/// A Redis stream whose entries one consumer group shares: reading, claiming, settling.
final class RedisWorkStream: Sendable {
    let client: RedisClient
    let key: String
    private let deadKey: String
    private let group: RedisArgument
    private let reader: RedisDedicatedConnection
    private let hasGroup = Atomic(false)

    init(client: RedisClient, key: String, deadKey: String, group: String) {
        self.client = client
        self.key = key
        self.deadKey = deadKey
        self.group = RedisArgument(group)
        self.reader = client.makeDedicatedConnection()
    }

    var stream: RedisArgument { RedisArgument(self.key) }

    /// Whether the consumer group was joined since the last sign of its absence.
    var isJoined: Bool { self.hasGroup.load(ordering: .relaxed) }

    func backlog() async throws(BusError) -> Int {
        try await self.client.call("XLEN", self.stream).int ?? 0
    }

    func receive(as consumer: ReplicaID, limit: Int, wait: Duration) async throws(BusError) -> [Delivery] {
        try await self.join(as: consumer)
        let command = RedisCommand(
            "XREADGROUP",
            "GROUP",
            self.group,
            RedisArgument(consumer.description),
            "COUNT",
            RedisArgument(limit),
            "BLOCK",
            RedisArgument(milliseconds: wait),
            "STREAMS",
            self.stream,
            ">"
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

    func holders() async throws(BusError) -> [ReplicaID] {
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

    func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        let minimum = RedisArgument(milliseconds: idle)
        let pending = try await self.client.call(
            "XPENDING",
            self.stream,
            self.group,
            "IDLE",
            minimum,
            "-",
            "+",
            RedisArgument(limit),
            RedisArgument(holder.description)
        )
        let rows = (pending.array ?? []).compactMap { row -> (id: String, attempts: Int)? in
            guard let cells = row.array, cells.count == 4, let id = cells[0].string else { return nil }
            return (id, cells[3].int ?? 1)
        }
        guard !rows.isEmpty else {
            let arguments = [self.group, RedisArgument(holder.description)]
            _ = try await self.client.run(Self.forget, keys: [self.key], arguments)
            return []
        }
        let head = [self.stream, self.group, RedisArgument(consumer.description), minimum]
        let reply = try await self.client.call([RedisCommand("XCLAIM", head + rows.map { RedisArgument($0.id) })])[0]
        let attempts = Dictionary(rows.map { ($0.id, $0.attempts + 1) }) { first, _ in first }
        return try Self.deliveries(reply.array ?? [], attempts: { attempts[$0] ?? 1 })
    }

    /// Takes entries that `consumer` holds but not among `known`, without counting an attempt.
    func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        try await self.join(as: consumer)
        let arguments = [self.group, RedisArgument(consumer.description), RedisArgument(limit)]
        let reply: [RedisValue]
        do throws(BusError) {
            reply = try await self.client.run(Self.again, keys: [self.key], arguments + known.map { RedisArgument($0) })
        } catch {
            self.hasGroup.store(false, ordering: .relaxed)
            throw error
        }
        var attempts: [String: Int] = [:]
        for row in reply {
            guard let cells = row.array, cells.count == 3, let id = cells[0].string else {
                throw BusError(.malformedReply, "not an entry of a stream")
            }
            attempts[id] = cells[2].int ?? 1
        }
        return try Self.deliveries(reply.map { .array(($0.array ?? []).dropLast()) }, attempts: { attempts[$0] ?? 1 })
    }

    func complete(_ deliveries: [Delivery]) async throws(BusError) {
        guard !deliveries.isEmpty else { return }
        let entries = deliveries.map { RedisArgument($0.entry) }
        _ = try await self.client.call([
            RedisCommand("MULTI"),
            RedisCommand("XACK", [self.stream, self.group] + entries),
            RedisCommand("XDEL", [self.stream] + entries),
            RedisCommand("EXEC"),
        ])
    }

    func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError) {
        guard !deliveries.isEmpty else { return }
        let entries = deliveries.flatMap { [RedisArgument($0.entry), RedisArgument($0.attempts - 1)] }
        let arguments = [self.group, RedisArgument(consumer.description)] + entries
        _ = try await self.client.run(Self.release, keys: [self.key], arguments)
    }

    func bury(_ delivery: Delivery, reason: String) async throws(BusError) {
        let kept = DeadLetter.fields(of: delivery, reason: reason)
        let head: [RedisArgument] = [
            RedisArgument(self.deadKey), "MAXLEN", "~", RedisArgument(DeadLetter.limit), "*",
        ]
        _ = try await self.client.call([RedisCommand("XADD", head + kept)])
        try await self.complete([delivery])
    }

    /// Forgets a consumer that holds nothing. KEYS: stream. ARGV: group, consumer.
    private static let forget = RedisScript(
        """
        local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
        if #pending == 0 then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) end
        return #pending
        """
    )

    /// Finds what a consumer holds unknowingly. KEYS: stream. ARGV: group, consumer, limit, ids that it knows.
    /// Returns `{id, fields, attempts}` of each entry.
    private static let again = RedisScript(
        """
        local known, found = {}, {}
        for i = 4, #ARGV do known[ARGV[i]] = true end
        local limit = tonumber(ARGV[3])
        for _, row in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', limit + #ARGV - 3, ARGV[2])) do
            if not known[row[1]] and #found < limit then
                local entry = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, row[1], 'RETRYCOUNT', row[4])[1]
                if entry then found[#found + 1] = {entry[1], entry[2], row[4]} end
            end
        end
        return found
        """
    )

    /// Lets go of entries, unless another has claimed them. KEYS: stream. ARGV: group, consumer, then of each entry its
    /// id and the attempts that count.
    private static let release = RedisScript(
        """
        for i = 3, #ARGV, 2 do
            if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) > 0 then
                redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'IDLE', 86400000, 'RETRYCOUNT', ARGV[i + 1],
                    'JUSTID')
            end
        end
        return {}
        """
    )

    /// Makes the group where there is none, from the stream's start: nothing that was sent meanwhile is passed over.
    private func join(as consumer: ReplicaID) async throws(BusError) {
        guard !self.isJoined else { return }
        // A consumer stands in the group before its first entry only if it is made there.
        let replies = try await self.client.callKeepingErrors([
            RedisCommand("XGROUP", "CREATE", self.stream, self.group, "0", "MKSTREAM"),
            RedisCommand("XGROUP", "CREATECONSUMER", self.stream, self.group, RedisArgument(consumer.description)),
        ])
        for case .error(let error) in replies where error.prefix != "BUSYGROUP" { throw BusError(error) }
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
                throw BusError(.malformedReply, "not an entry of a stream")
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
