package import Messages

/// What others tell one worker about runs that it owns.
package enum WorkerSignal: Sendable, Equatable {
    case cancel(RunID)
    /// The edge serves the run from now on.
    case join(RunID, ReplicaID)
    /// The edge serves the run to nobody any more.
    case leave(RunID, ReplicaID)
    /// The run's record names a DWP task from now on.
    case task(RunID)
}

/// The worker's end of its inbox.
package protocol WorkerInbox: Sendable {
    /// Makes the inbox or renews its time to live; true where it was made anew, so that all before it is lost.
    func renew() async throws(BusError) -> Bool

    /// Waits up to `wait` for signals.
    func receive(wait: Duration) async throws(BusError) -> [WorkerSignal]

    /// Removes the inbox, so that nobody writes to it.
    func close() async throws(BusError)
}

/// The edges' end of all workers' inboxes.
package protocol WorkerSignals: Sendable {
    /// Tells `worker`; false where it has no inbox any more.
    func send(_ signal: WorkerSignal, to worker: ReplicaID) async throws(BusError) -> Bool
}

/// The workers' end of all edges' inboxes, for what is not an event.
package protocol EdgeSignals: Sendable {
    /// Asks `edge` to look at the run's log; false where it has no inbox any more.
    func look(at run: RunID, edge: ReplicaID) async throws(BusError) -> Bool
}
