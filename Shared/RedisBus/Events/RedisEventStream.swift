package import Bus
package import Messages

/// What happened in DWP, as the stream `aura:events` with the consumer group `indexer`.
///
/// An entry's field `event` holds a DomainEvent's JSON; whoever produces events may add entries directly, which, unlike
/// publishing them, is heard by an indexer that starts later.
package final class RedisEventStream: EventStream {
    /// How long a message is known as a repeat.
    private static let memory = Duration.seconds(600)

    private let client: RedisClient
    private let work: RedisWorkStream

    package init(client: RedisClient) {
        self.client = client
        self.work = RedisWorkStream(
            client: client,
            key: BusKeys.events,
            deadKey: BusKeys.deadEvents,
            group: WorkerService.indexer.rawValue
        )
    }

    /// Whether the consumer group was joined since the last sign of its absence.
    package var isJoined: Bool { self.work.isJoined }

    package func admit(_ messages: [EventMessage]) async throws(BusError) -> [EventAdmission] {
        guard !messages.isEmpty else { return [] }
        var arguments: [RedisArgument] = [
            RedisArgument(milliseconds: Self.memory), RedisArgument(BusKeys.seenEventPrefix),
            RedisArgument(EventFields.event),
        ]
        for message in messages where message.payload.count <= EventMessage.sizeLimit {
            arguments += [RedisArgument(message.identity), RedisArgument(message.payload)]
        }
        var admitted = try await self.client.run(Self.admit, keys: [BusKeys.events], arguments)[...]
        var admissions: [EventAdmission] = []
        for message in messages {
            if message.payload.count > EventMessage.sizeLimit {
                admissions.append(try await self.buryTooBig(message))
            } else {
                admissions.append(admitted.popFirst()?.int == 1 ? .added : .repeated)
            }
        }
        return admissions
    }

    package func backlog() async throws(BusError) -> Int {
        try await self.work.backlog()
    }

    package func receive(
        as consumer: ReplicaID,
        limit: Int,
        wait: Duration
    ) async throws(BusError) -> [Delivery] {
        try await self.work.receive(as: consumer, limit: limit, wait: wait)
    }

    package func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        try await self.work.receiveAgain(as: consumer, except: known, limit: limit)
    }

    package func holders() async throws(BusError) -> [ReplicaID] {
        try await self.work.holders()
    }

    package func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        try await self.work.claim(from: holder, as: consumer, idle: idle, limit: limit)
    }

    package func complete(_ deliveries: [Delivery]) async throws(BusError) {
        try await self.work.complete(deliveries)
    }

    package func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError) {
        try await self.work.handBack(deliveries, from: consumer)
    }

    /// Keeps the entry's id as a field, so that an event which is tried again later stays as old as it is.
    package func bury(_ delivery: Delivery, reason: String) async throws(BusError) {
        var delivery = delivery
        if !delivery.fields.contains(where: { $0.name == EventFields.origin }) {
            delivery.fields.append((EventFields.origin, Array(delivery.entry.utf8)))
        }
        try await self.work.bury(delivery, reason: reason)
    }

    private func buryTooBig(_ message: EventMessage) async throws(BusError) -> EventAdmission {
        let delivery = Delivery(entry: "", attempts: 0, fields: [(EventFields.event, message.payload)])
        let kept = DeadLetter.fields(of: delivery, reason: "over \(EventMessage.sizeLimit) bytes")
        let reply = try await self.client.run(
            Self.buryTooBig,
            keys: [BusKeys.deadEvents],
            [
                RedisArgument(milliseconds: Self.memory), RedisArgument(message.identity),
                RedisArgument(DeadLetter.limit),
            ] + kept
        )
        return reply.first?.int == 1 ? .tooBig : .repeated
    }

    /// Adds what was not seen, in order, and answers 1 or 0 for each. KEYS: stream. ARGV: milliseconds to remember for,
    /// prefix of the keys that remember (their names depend on the content; they share the stream's slot), the entry's
    /// field, then an identity and a payload for each message.
    private static let admit = RedisScript(
        """
        local added = {}
        for i = 4, #ARGV, 2 do
            local seen = ARGV[2] .. redis.sha1hex(ARGV[i])
            if redis.call('SET', seen, '1', 'NX', 'PX', ARGV[1]) then
                local reply = redis.pcall('XADD', KEYS[1], '*', ARGV[3], ARGV[i + 1])
                if type(reply) == 'table' and reply.err then
                    redis.call('DEL', seen)
                    return reply
                end
                added[#added + 1] = 1
            else
                added[#added + 1] = 0
            end
        end
        return added
        """
    )

    /// Keeps what is left of a message that is too big, once. KEYS: dead letters. ARGV: milliseconds to remember for,
    /// identity, letters kept, then the letter's fields.
    private static let buryTooBig = RedisScript(
        """
        local seen = '{' .. KEYS[1] .. '}:seen:' .. redis.sha1hex(ARGV[2])
        if not redis.call('SET', seen, '1', 'NX', 'PX', ARGV[1]) then return {0} end
        redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', unpack(ARGV, 4))
        return {1}
        """
    )
}
