/// The commands of one call on their way through a cluster: cut into units that stay together, each of which goes to the
/// node of its keys, and put together again in their order.
struct RedisPipeline {
    /// Where a unit is to be sent.
    enum Target: Hashable {
        /// To who serves the slot; any node where there is none.
        case owner(of: RedisSlot?)
        /// Once to the node that takes the slot over.
        case asking(RedisNodeAddress)
    }

    /// A command, a transaction, or a script with its loading.
    private struct Unit {
        let range: Range<Int>
        let slot: RedisSlot?
        var target: Target
        var replies: [RedisValue] = []
        var redirect: RedisRedirect?
        var isSettled = false
    }

    private let commands: [RedisCommand]
    private var units: [Unit] = []

    init(_ commands: [RedisCommand]) {
        self.commands = commands
        var index = 0
        while index < commands.count {
            let end = Self.end(of: commands, from: index)
            let slot = commands[index..<end].lazy.compactMap(\.slot).first
            self.units.append(Unit(range: index..<end, slot: slot, target: .owner(of: slot)))
            index = end
        }
    }

    /// The units that are still to be carried out, by number, with where they go.
    var open: [(unit: Int, target: Target)] {
        self.units.indices.filter { !self.units[$0].isSettled }.map { ($0, self.units[$0].target) }
    }

    /// Whether any unit was carried out.
    var isBegun: Bool { self.units.contains { $0.isSettled } }

    /// What is sent for a unit: its commands, after an ASKING where the node does not own the slot yet.
    func commands(of unit: Int) -> [RedisCommand] {
        let own = self.commands[self.units[unit].range]
        guard case .asking = self.units[unit].target else { return Array(own) }
        // It holds for the next command alone, or for the transaction that this begins.
        let place = own.firstIndex { $0.slot != nil || $0.name.uppercased() == "MULTI" } ?? own.startIndex
        return own[..<place] + [RedisCommand("ASKING")] + own[place...]
    }

    /// Takes in the replies to ``commands(of:)``.
    ///
    /// - Parameter host: where they came from.
    /// - Returns: The redirection, where the unit was not carried out.
    mutating func received(_ replies: [RedisValue], for unit: Int, from host: String) -> RedisRedirect? {
        var replies = replies
        if replies.count > self.units[unit].range.count {
            let place = self.commands(of: unit).firstIndex { $0.name == "ASKING" } ?? 0
            replies.remove(at: place)
        }
        self.units[unit].replies = replies
        self.units[unit].target = .owner(of: self.units[unit].slot)
        let redirect = replies.lazy.compactMap { $0.error.flatMap { RedisRedirect($0, from: host) } }.first
        self.units[unit].redirect = redirect
        if case .ask(let address) = redirect { self.units[unit].target = .asking(address) }
        self.units[unit].isSettled = redirect == nil
        return redirect
    }

    /// Takes in that a unit could not be sent; it goes to its slot's owner again.
    mutating func notSent(_ unit: Int) {
        self.units[unit].target = .owner(of: self.units[unit].slot)
    }

    /// Whether some unit was sent from one node to another without end.
    var isLost: Bool {
        self.units.contains { unit in
            switch unit.redirect {
            case .moved, .ask: !unit.isSettled
            case .tryAgain, nil: !unit.isSettled && unit.replies.isEmpty
            }
        }
    }

    /// The replies in the order of the commands; of a unit that the cluster refused, what it said last.
    var replies: [RedisValue] { self.units.flatMap(\.replies) }

    private static func end(of commands: [RedisCommand], from index: Int) -> Int {
        switch commands[index].name.uppercased() {
        case "MULTI":
            let end = commands[index...].firstIndex { ["EXEC", "DISCARD"].contains($0.name.uppercased()) }
            return end.map { $0 + 1 } ?? commands.count
        case "SCRIPT":
            // It goes where the script that follows goes.
            return min(index + 2, commands.count)
        default:
            return index + 1
        }
    }
}
