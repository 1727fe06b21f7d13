package import Bus
package import Messages

/// One service's commands as a Redis stream with one consumer group, named after the service.
package final class RedisCommandQueue: CommandQueue {
    let client: RedisClient
    private let work: RedisWorkStream

    package init(client: RedisClient, service: WorkerService) {
        self.client = client
        self.work = RedisWorkStream(
            client: client,
            key: BusKeys.commands(service),
            deadKey: BusKeys.deadLetters(service),
            group: service.rawValue
        )
    }

    /// Whether the consumer group was joined since the last sign of its absence.
    package var isJoined: Bool { self.work.isJoined }

    package func send(_ command: Command) async throws(BusError) -> Int {
        try await self.client.call(self.sending(command)).last?.int ?? 0
    }

    /// What adds a command; the last reply is how many wait.
    func sending(_ command: Command) -> [RedisCommand] {
        let fields = command.fields.flatMap { [RedisArgument($0.name), RedisArgument($0.value)] }
        return [RedisCommand("XADD", [self.work.stream, "*"] + fields), RedisCommand("XLEN", self.work.stream)]
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

    package func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        try await self.work.receiveAgain(as: consumer, except: known, limit: limit)
    }

    package func complete(_ delivery: Delivery) async throws(BusError) {
        try await self.work.complete([delivery])
    }

    package func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError) {
        try await self.work.handBack(deliveries, from: consumer)
    }

    package func bury(_ delivery: Delivery, reason: String) async throws(BusError) {
        try await self.work.bury(delivery, reason: reason)
    }
}
