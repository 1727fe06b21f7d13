package import Messages

/// Keeps the state of every run's task, and sees to it that one at a time works on it.
package protocol TaskStore: Sendable {
    /// Adds a wish for good, unless the task has ended, and returns the state with it.
    func add(_ wish: TaskWish, to run: RunID) async throws(BusError) -> TaskState

    /// Takes the run's lock for `duration` by the store's clock, and returns the state then and whether the lock is
    /// `token`'s: another's stands until it lapses or is given back. Taking it again renews it.
    func lock(
        _ run: RunID,
        token: String,
        for duration: Duration
    ) async throws(BusError) -> (state: TaskState, isTaken: Bool)

    /// Notes what the backend has, renews the lock and returns the state; nil, and nothing is noted, where the lock is
    /// not `token`'s any more. Of an ended task the wishes are dropped.
    func note(
        _ standing: TaskStanding,
        of run: RunID,
        token: String,
        for duration: Duration
    ) async throws(BusError) -> TaskState?

    /// Gives the lock back, if it still is `token`'s.
    func unlock(_ run: RunID, token: String) async throws(BusError)

    /// Makes `run` the owner of a task that has none, and returns the owner then.
    func own(_ taskId: String, by run: RunID) async throws(BusError) -> RunID
}
