import Synchronization

/// Lets all pass when a number of tasks has arrived.
final class Gate: Sendable {
    private struct State {
        var missing: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state: Mutex<State>

    init(_ count: Int) {
        self.state = Mutex(State(missing: count))
    }

    func arrive() async {
        await withCheckedContinuation { continuation in
            let passing = self.state.withLock { state in
                state.missing -= 1
                state.waiting.append(continuation)
                guard state.missing <= 0 else { return [CheckedContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for waiter in passing { waiter.resume() }
        }
    }
}
