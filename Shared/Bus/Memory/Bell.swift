import Synchronization

/// Wakes everybody who waits for a change.
final class Bell: Sendable {
    private struct State {
        var rings = 0
        var waiters: [AsyncStream<Void>.Continuation] = []
    }

    private let state = Mutex(State())

    /// What to hand to ``wait(after:until:)``, so that a ring in between is not missed.
    func ticket() -> Int { self.state.withLock(\.rings) }

    func ring() {
        let waiters = self.state.withLock { state in
            state.rings += 1
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.finish() }
    }

    func wait(after ticket: Int, until end: ContinuousClock.Instant) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let hasRung = self.state.withLock { state in
            if state.rings == ticket { state.waiters.append(continuation) }
            return state.rings != ticket
        }
        guard !hasRung else { return }
        await withTaskGroup { tasks in
            tasks.addTask { for await _ in stream {} }
            tasks.addTask { try? await Task.sleep(until: end) }
            await tasks.next()
            tasks.cancelAll()
        }
    }
}
