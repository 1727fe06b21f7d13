import Bus
import Messages
import RedisBus
import Synchronization

/// The real stream, whose first reply with events is lost on its way.
final class LossyEventStream: EventStream {
    private let stream: RedisEventStream
    private let lost = Mutex(false)

    init(_ stream: RedisEventStream) {
        self.stream = stream
    }

    var hasLost: Bool { self.lost.withLock { $0 } }

    func admit(_ messages: [EventMessage]) async throws(BusError) -> [EventAdmission] {
        try await self.stream.admit(messages)
    }

    func complete(_ deliveries: [Delivery]) async throws(BusError) {
        try await self.stream.complete(deliveries)
    }

    func backlog() async throws(BusError) -> Int {
        try await self.stream.backlog()
    }

    func receive(as consumer: ReplicaID, limit: Int, wait: Duration) async throws(BusError) -> [Delivery] {
        let deliveries = try await self.stream.receive(as: consumer, limit: limit, wait: wait)
        let isLost = self.lost.withLock { isLost in
            defer { isLost = isLost || !deliveries.isEmpty }
            return !isLost && !deliveries.isEmpty
        }
        guard !isLost else { throw BusError(.connectionLost, "told to lose the reply") }
        return deliveries
    }

    func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        try await self.stream.receiveAgain(as: consumer, except: known, limit: limit)
    }

    func holders() async throws(BusError) -> [ReplicaID] {
        try await self.stream.holders()
    }

    func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        try await self.stream.claim(from: holder, as: consumer, idle: idle, limit: limit)
    }

    func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError) {
        try await self.stream.handBack(deliveries, from: consumer)
    }

    func bury(_ delivery: Delivery, reason: String) async throws(BusError) {
        try await self.stream.bury(delivery, reason: reason)
    }
}
