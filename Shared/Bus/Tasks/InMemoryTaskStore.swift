package import Messages
import Synchronization

/// The tasks' state in this process's memory; nothing is ever forgotten by itself.
package final class InMemoryTaskStore: TaskStore {
    private struct Lock {
        var token: String
        var end: ContinuousClock.Instant
    }

    private struct Shared {
        var tasks: [RunID: TaskState] = [:]
        var locks: [RunID: Lock] = [:]
        var owners: [String: RunID] = [:]

        func holds(_ run: RunID, _ token: String) -> Bool {
            guard let lock = self.locks[run], lock.end > .now else { return false }
            return lock.token == token
        }
    }

    private let shared = Mutex(Shared())

    package init() {}

    package func add(_ wish: TaskWish, to run: RunID) async throws(BusError) -> TaskState {
        self.shared.withLock { shared in
            var state = shared.tasks[run] ?? TaskState()
            if state.standing.phase != .ended { state.wishes.add(wish) }
            shared.tasks[run] = state
            return state
        }
    }

    package func lock(
        _ run: RunID,
        token: String,
        for duration: Duration
    ) async throws(BusError) -> (state: TaskState, isTaken: Bool) {
        self.shared.withLock { shared in
            let state = shared.tasks[run] ?? TaskState()
            if let lock = shared.locks[run], lock.end > .now, lock.token != token { return (state, false) }
            shared.locks[run] = Lock(token: token, end: .now + duration)
            return (state, true)
        }
    }

    package func note(
        _ standing: TaskStanding,
        of run: RunID,
        token: String,
        for duration: Duration
    ) async throws(BusError) -> TaskState? {
        self.shared.withLock { shared in
            guard shared.holds(run, token) else { return nil }
            shared.locks[run] = Lock(token: token, end: .now + duration)
            var state = shared.tasks[run] ?? TaskState()
            state.standing = standing
            if standing.phase == .ended { state.wishes = TaskWishes() }
            shared.tasks[run] = state
            return state
        }
    }

    package func unlock(_ run: RunID, token: String) async throws(BusError) {
        self.shared.withLock { shared in
            if shared.holds(run, token) { shared.locks[run] = nil }
        }
    }

    package func own(_ taskId: String, by run: RunID) async throws(BusError) -> RunID {
        self.shared.withLock { shared in
            let owner = shared.owners[taskId] ?? run
            shared.owners[taskId] = owner
            return owner
        }
    }
}
