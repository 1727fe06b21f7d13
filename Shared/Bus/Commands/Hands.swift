import Synchronization

/// Counts how many commands a consumer may still take on, and lets it wait for one more.
final class Hands: Sendable {
    private struct State {
        var free: Int
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        self.state = Mutex(State(free: count))
    }

    /// Waits until at least one is free, and returns how many are. One caller at a time.
    func free() async -> Int {
        await withCheckedContinuation { continuation in
            let isFree = self.state.withLock { state in
                if state.free == 0 { state.waiter = continuation }
                return state.free > 0
            }
            if isFree { continuation.resume() }
        }
        return self.state.withLock(\.free)
    }

    func take() {
        self.state.withLock { $0.free -= 1 }
    }

    func giveBack() {
        let waiter = self.state.withLock { state in
            state.free += 1
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
