/// Which master serves which slot.
struct RedisSlotMap: Sendable, Equatable {
    /// The masters, each once, in the order of their first slots.
    private(set) var masters: [RedisNodeAddress] = []
    /// For each slot one more than the index of its master; zero where nobody serves it.
    private var owners: [UInt16]

    init() {
        self.owners = [UInt16](repeating: 0, count: RedisSlot.count)
    }

    /// Reads the reply to `CLUSTER SLOTS`.
    ///
    /// - Parameter host: where the reply came from, which stands in for the host of a node that does not know its own.
    init(_ reply: RedisValue, answeredBy host: String) throws(RedisError) {
        self.init()
        guard let ranges = reply.array else { throw Self.unreadable }
        for range in ranges {
            guard let parts = range.array, parts.count >= 3, let first = parts[0].int, let last = parts[1].int,
                let master = parts[2].array, master.count >= 2, let port = master[1].int,
                (1...65_535).contains(port), 0 <= first, first <= last, last < RedisSlot.count
            else { throw Self.unreadable }
            let address = RedisNodeAddress(host: RedisNodeAddress.known(master[0].string) ?? host, port: port)
            let index = self.index(of: address)
            for slot in first...last { self.owners[slot] = index }
        }
    }

    /// Whether every slot is served.
    var isComplete: Bool { !self.owners.contains(0) }

    func owner(of slot: RedisSlot) -> RedisNodeAddress? {
        let index = self.owners[slot.number]
        return index == 0 ? nil : self.masters[Int(index) - 1]
    }

    /// Takes in that a slot has moved.
    mutating func assign(_ slot: RedisSlot, to address: RedisNodeAddress) {
        self.owners[slot.number] = self.index(of: address)
    }

    private mutating func index(of address: RedisNodeAddress) -> UInt16 {
        if let index = self.masters.firstIndex(of: address) { return UInt16(index + 1) }
        self.masters.append(address)
        return UInt16(self.masters.count)
    }

    private static var unreadable: RedisError { RedisError(.protocolViolation, "Not the slots of a cluster") }
}
