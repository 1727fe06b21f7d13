import Synchronization

/// The entries that a consumer was given and has not settled.
final class KnownEntries: Sendable {
    private let entries = Mutex<Set<String>>([])

    var all: Set<String> { self.entries.withLock { $0 } }

    func insert(_ entry: String) {
        self.entries.withLock { _ = $0.insert(entry) }
    }

    func remove(_ entry: String) {
        self.entries.withLock { _ = $0.remove(entry) }
    }
}
