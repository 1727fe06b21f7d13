import Synchronization

/// Remembers that work was cut off at shutdown: a service group forgets what its cancelled services throw.
final class CutOffMark: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { self.flag.load(ordering: .acquiring) }

    func set() {
        self.flag.store(true, ordering: .releasing)
    }
}
