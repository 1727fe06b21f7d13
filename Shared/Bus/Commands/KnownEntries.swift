import Synchronization

/// The entries that a consumer works on, and whether it may hold others without knowing.
final class KnownEntries: Sendable {
    private struct State {
        /// How many tasks work on each: one that came again may be begun before the first has noticed that it lost it.
        var tasks: [String: Int] = [:]
        var mayLackSome = false
    }

    private let state = Mutex(State())

    var all: Set<String> { self.state.withLock { Set($0.tasks.keys) } }

    /// Whether the store may have given the consumer what it does not work on: a reply was lost or came late, or it lost
    /// an entry that may have come back.
    var mayLackSome: Bool {
        get { self.state.withLock(\.mayLackSome) }
        set { self.state.withLock { $0.mayLackSome = newValue } }
    }

    func insert(_ entry: String) {
        self.state.withLock { $0.tasks[entry, default: 0] += 1 }
    }

    func remove(_ entry: String) {
        self.state.withLock { state in
            let left = (state.tasks[entry] ?? 0) - 1
            state.tasks[entry] = left > 0 ? left : nil
        }
    }
}
