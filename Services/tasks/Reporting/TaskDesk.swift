import DequeModule
import Messages
import Synchronization

/// Lets one command of each run's task through at a time, in the order of their coming, so that of one process only one
/// competes for the task's lock.
final class TaskDesk: Sendable {
    private struct Waiter {
        var number: Int
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        /// Those who wait behind the one that was let through; a run without an entry is free.
        var queues: [RunID: Deque<Waiter>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Waits for the run's turn; false where the task was cancelled before. After true, ``leave(_:)`` must follow.
    func enter(_ run: RunID) async -> Bool {
        let number = self.state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = self.state.withLock { state in
                    if Task.isCancelled { return false }
                    guard state.queues[run] != nil else {
                        state.queues[run] = []
                        return true
                    }
                    state.queues[run]?.append(Waiter(number: number, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = self.state.withLock { state -> Waiter? in
                guard let index = state.queues[run]?.firstIndex(where: { $0.number == number }) else { return nil }
                return state.queues[run]?.remove(at: index)
            }
            waiter?.continuation.resume(returning: false)
        }
    }

    /// Lets the next one through.
    func leave(_ run: RunID) {
        let waiter = self.state.withLock { state -> Waiter? in
            if let waiter = state.queues[run]?.popFirst() { return waiter }
            state.queues[run] = nil
            return nil
        }
        waiter?.continuation.resume(returning: true)
    }
}
