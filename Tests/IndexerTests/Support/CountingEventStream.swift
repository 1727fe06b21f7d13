import Bus
import Messages
import RedisBus
import Synchronization

/// The real stream, with a count of what became of the messages that this replica brought.
final class CountingEventStream: EventStream {
    private let stream: RedisEventStream
    private let counts = Mutex((added: 0, repeated: 0, tooBig: 0))

    init(_ stream: RedisEventStream) {
        self.stream = stream
    }

    var added: Int { self.counts.withLock(\.added) }
    var total: Int { self.counts.withLock { $0.added + $0.repeated + $0.tooBig } }

    func admit(_ messages: [EventMessage]) async throws(BusError) -> [EventAdmission] {
        let admissions = try await self.stream.admit(messages)
        self.counts.withLock { counts in
            counts.added += admissions.count { $0 == .added }
            counts.repeated += admissions.count { $0 == .repeated }
            counts.tooBig += admissions.count { $0 == .tooBig }
        }
        return admissions
    }

    func complete(_ deliveries: [Delivery]) async throws(BusError) {
        try await self.stream.complete(deliveries)
    }

    func backlog() async throws(BusError) -> Int {
        try await self.stream.backlog()
    }

    func receive(as consumer: ReplicaID, limit: Int, wait: Duration) async throws(BusError) -> [Delivery] {
        try await self.stream.receive(as: consumer, limit: limit, wait: wait)
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
