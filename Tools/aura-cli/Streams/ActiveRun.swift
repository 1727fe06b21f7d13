import Synchronization

/// Which run is under way, for who must stop it.
final class ActiveRun: Sendable {
    private enum State {
        case idle
        /// Asked for, and not known by name yet.
        case opening
        case running(String)
    }

    private struct Watched {
        var state = State.idle
        var waiters: [AsyncStream<String?>.Continuation] = []
    }

    private let watched = Mutex(Watched())

    func opening() { self.change(to: .opening) }
    func began(_ run: String) { self.change(to: .running(run)) }
    func ended() { self.change(to: .idle) }

    /// The run under way; one that was asked for is waited for, but not for ever. Nil where there is none.
    func current(within limit: Duration) async -> String? {
        let (stream, continuation) = AsyncStream.makeStream(of: String?.self, bufferingPolicy: .bufferingNewest(1))
        self.watched.withLock { watched in
            switch watched.state {
            case .idle: continuation.yield(nil)
            case .running(let run): continuation.yield(run)
            case .opening: watched.waiters.append(continuation)
            }
        }
        return await withTaskGroup(of: String?.self) { tasks in
            tasks.addTask {
                for await run in stream { return run }
                return nil
            }
            tasks.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            defer { tasks.cancelAll() }
            return await tasks.next() ?? nil
        }
    }

    private func change(to state: State) {
        let (run, waiters): (String?, [AsyncStream<String?>.Continuation]) = self.watched.withLock { watched in
            watched.state = state
            switch state {
            case .opening: return (nil, [])
            case .idle, .running:
                defer { watched.waiters = [] }
                if case .running(let run) = state { return (run, watched.waiters) }
                return (nil, watched.waiters)
            }
        }
        for waiter in waiters { waiter.yield(run) }
    }
}
