import Bus
import Messages
import Synchronization

/// A queue in memory that fails on demand, before or after having done what it was asked.
final class FaultyQueue: CommandQueue {
    enum Call: Hashable { case receive, claim, complete, handBack, bury }

    let base: InMemoryCommandQueue
    private let lostReplies = Mutex<[Call: Int]>([:])
    private let refusals = Mutex<[Call: Int]>([:])
    private let sizes = Mutex<[Int]>([])
    private let freeze = Mutex<(@Sendable ([Delivery]) async -> Void)?>(nil)

    init(_ base: InMemoryCommandQueue = InMemoryCommandQueue()) {
        self.base = base
    }

    /// How many commands each read took.
    var readSizes: [Int] { self.sizes.withLock { $0 } }

    /// Lets the next replies of a kind that has something to tell be lost.
    func loseReplies(to call: Call, _ count: Int = 1) { self.lostReplies.withLock { $0[call] = count } }

    /// Holds the next reply with commands back while something happens.
    func freezeNextRead(during happening: @escaping @Sendable ([Delivery]) async -> Void) {
        self.freeze.withLock { $0 = happening }
    }

    /// Lets the next calls fail without effect.
    func refuse(_ call: Call, _ count: Int = 1) { self.refusals.withLock { $0[call] = count } }

    var faultsLeft: Int {
        let lost = self.lostReplies.withLock { $0.values.reduce(0, +) }
        return lost + self.refusals.withLock { $0.values.reduce(0, +) }
    }

    private func fault(_ faults: borrowing Mutex<[Call: Int]>, _ call: Call) throws(BusError) {
        let mustFail = faults.withLock { faults in
            let count = faults[call] ?? 0
            faults[call] = max(0, count - 1)
            return count > 0
        }
        if mustFail { throw BusError(.connectionLost, "told to fail") }
    }

    func send(_ command: Command) async throws(BusError) -> Int { try await self.base.send(command) }
    func backlog() async throws(BusError) -> Int { try await self.base.backlog() }
    func holders() async throws(BusError) -> [ReplicaID] { try await self.base.holders() }

    func receive(as consumer: ReplicaID, limit: Int, wait: Duration) async throws(BusError) -> [Delivery] {
        try self.fault(self.refusals, .receive)
        let deliveries = try await self.base.receive(as: consumer, limit: limit, wait: wait)
        self.sizes.withLock { $0.append(deliveries.count) }
        if !deliveries.isEmpty {
            try self.fault(self.lostReplies, .receive)
            let happening = self.freeze.withLock { freeze in
                defer { freeze = nil }
                return freeze
            }
            await happening?(deliveries)
        }
        return deliveries
    }

    func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        try self.fault(self.refusals, .claim)
        let deliveries = try await self.base.claim(from: holder, as: consumer, idle: idle, limit: limit)
        if !deliveries.isEmpty { try self.fault(self.lostReplies, .claim) }
        return deliveries
    }

    func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        try await self.base.receiveAgain(as: consumer, except: known, limit: limit)
    }

    func complete(_ delivery: Delivery) async throws(BusError) {
        try self.fault(self.refusals, .complete)
        try await self.base.complete(delivery)
        try self.fault(self.lostReplies, .complete)
    }

    func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError) {
        try self.fault(self.refusals, .handBack)
        try await self.base.handBack(deliveries, from: consumer)
    }

    func bury(_ delivery: Delivery, reason: String) async throws(BusError) {
        try self.fault(self.refusals, .bury)
        try await self.base.bury(delivery, reason: reason)
    }
}
