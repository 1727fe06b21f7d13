import Synchronization

/// Numbers calls from 1.
final class CallCount: Sendable {
    private let count = Atomic(0)

    var value: Int { self.count.load(ordering: .sequentiallyConsistent) }

    func next() -> Int {
        self.count.add(1, ordering: .sequentiallyConsistent).newValue
    }
}
