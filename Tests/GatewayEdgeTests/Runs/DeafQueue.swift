import Bus
import Messages

/// A queue that takes nothing.
struct DeafQueue: CommandQueue {
    private static var away: BusError { BusError(.connectionLost, "told to fail") }

    func send(_ command: Command) async throws(BusError) -> Int { throw Self.away }
    func backlog() async throws(BusError) -> Int { throw Self.away }
    func receive(as consumer: ReplicaID, limit: Int, wait: Duration) async throws(BusError) -> [Delivery] {
        throw Self.away
    }
    func holders() async throws(BusError) -> [ReplicaID] { throw Self.away }
    func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        throw Self.away
    }
    func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        throw Self.away
    }
    func complete(_ delivery: Delivery) async throws(BusError) { throw Self.away }
    func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError) { throw Self.away }
    func bury(_ delivery: Delivery, reason: String) async throws(BusError) { throw Self.away }
}
