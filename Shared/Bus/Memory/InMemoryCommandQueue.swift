import FoundationEssentials
package import Messages
import Synchronization

/// One service's commands in memory, and those of them that were given up.
package final class InMemoryCommandQueue: CommandQueue, DeadLetterStore {
    private struct Entry: Sendable {
        var fields: [(name: String, value: [UInt8])]
        var holder: ReplicaID?
        var since = ContinuousClock.now
        var attempts = 0
    }

    private struct State: Sendable {
        var entries: [(id: String, entry: Entry)] = []
        var next = 1
        var dead: [DeadEntry] = []
    }

    private let state = Mutex(State())
    private let bell = Bell()

    package init() {}

    /// The commands that were given up, with their reasons.
    package var deadLetters: [(reason: String, attempts: Int)] {
        self.state.withLock { $0.dead.map { ($0.reason ?? "", $0.attempts ?? 0) } }
    }

    /// Adds an entry as it is, well formed or not, and returns how many wait, this one included.
    @discardableResult
    package func send(fields: [(name: String, value: [UInt8])]) -> Int {
        let waiting = self.state.withLock { state in
            state.entries.append(("\(state.next)-0", Entry(fields: fields)))
            state.next += 1
            return state.entries.count
        }
        self.bell.ring()
        return waiting
    }

    package func send(_ command: Command) async throws(BusError) -> Int {
        self.send(fields: command.fields)
    }

    package func backlog() async throws(BusError) -> Int {
        self.state.withLock(\.entries.count)
    }

    package func receive(
        as consumer: ReplicaID,
        limit: Int,
        wait: Duration
    ) async throws(BusError) -> [Delivery] {
        let end = ContinuousClock.now + wait
        while true {
            let ticket = self.bell.ticket()
            let taken = self.take(limit: limit, as: consumer) { $0.holder == nil }
            if !taken.isEmpty || ContinuousClock.now >= end || Task.isCancelled { return taken }
            await self.bell.wait(after: ticket, until: end)
        }
    }

    package func holders() async throws(BusError) -> [ReplicaID] {
        Array(Set(self.state.withLock { $0.entries.compactMap(\.entry.holder) }))
    }

    package func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        self.take(limit: limit, as: consumer) { $0.holder == holder && .now - $0.since >= idle }
    }

    package func receiveAgain(
        as consumer: ReplicaID,
        except known: Set<String>,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        self.state.withLock { state in
            var unknown: [Delivery] = []
            for index in state.entries.indices where unknown.count < limit {
                let (id, entry) = state.entries[index]
                guard entry.holder == consumer, !known.contains(id) else { continue }
                state.entries[index].entry.since = .now
                unknown.append(Delivery(entry: id, attempts: entry.attempts, fields: entry.fields))
            }
            return unknown
        }
    }

    package func complete(_ delivery: Delivery) async throws(BusError) {
        self.state.withLock { $0.entries.removeAll { $0.id == delivery.entry } }
    }

    package func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError) {
        self.state.withLock { state in
            for index in state.entries.indices
            where state.entries[index].entry.holder == consumer
                && deliveries.contains(where: { $0.entry == state.entries[index].id })
            {
                state.entries[index].entry.attempts -= 1
                state.entries[index].entry.since = .now - .seconds(3600)
            }
        }
    }

    package func bury(_ delivery: Delivery, reason: String) async throws(BusError) {
        self.state.withLock { state in
            var letter = DeadEntry(id: delivery.entry, fields: delivery.fields)
            letter.reason = reason
            letter.attempts = delivery.attempts
            letter.failedAt = Int64(Date().timeIntervalSince1970 * 1000)
            state.dead.append(letter)
            state.entries.removeAll { $0.id == delivery.entry }
        }
    }

    package func count() async throws(BusError) -> Int {
        self.state.withLock(\.dead.count)
    }

    package func newest(_ limit: Int) async throws(BusError) -> [DeadEntry] {
        self.state.withLock { $0.dead.suffix(limit).reversed() }
    }

    package func letter(_ id: String) async throws(BusError) -> DeadEntry? {
        self.state.withLock { $0.dead.first { $0.id == id } }
    }

    package func retry(_ id: String) async throws(BusError) -> DeadLetterRetry {
        let entry = self.state.withLock { state -> String? in
            guard let index = state.dead.firstIndex(where: { $0.id == id }) else { return nil }
            let entry = "\(state.next)-0"
            state.entries.append((entry, Entry(fields: state.dead.remove(at: index).fields)))
            state.next += 1
            return entry
        }
        guard let entry else { return .missing }
        self.bell.ring()
        return .putBack(as: entry)
    }

    private func take(limit: Int, as consumer: ReplicaID, where isWanted: (Entry) -> Bool) -> [Delivery] {
        self.state.withLock { state in
            var taken: [Delivery] = []
            for index in state.entries.indices where taken.count < limit && isWanted(state.entries[index].entry) {
                state.entries[index].entry.holder = consumer
                state.entries[index].entry.since = .now
                state.entries[index].entry.attempts += 1
                let (id, entry) = state.entries[index]
                taken.append(Delivery(entry: id, attempts: entry.attempts, fields: entry.fields))
            }
            return taken
        }
    }
}
