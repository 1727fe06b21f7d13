import Synchronization

/// Counts the connections that read, so that who must not wait for one knows whether one is free.
final class ReaderCount: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    /// - Parameter limit: Connections of the pool.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes one, now or once it is free.
    func take() {
        self.taken.withLock { $0 += 1 }
    }

    /// Takes one that is free; false where there is none.
    func takeFree() -> Bool {
        self.taken.withLock { taken in
            guard taken < self.limit else { return false }
            taken += 1
            return true
        }
    }

    func giveBack() {
        self.taken.withLock { $0 -= 1 }
    }
}
