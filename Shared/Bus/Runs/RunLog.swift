package import Messages

/// The events of every run, in order: the truth that each reader can come back to.
package protocol RunLog: Sendable {
    /// Numbers the connection to the store. After a change the store may have lost its latest writes.
    var session: Int { get }

    /// Yields the session's number each time that it changes; only the newest is kept for a slow reader.
    func sessions() -> AsyncStream<Int>

    /// Takes the run's next epoch and writes its `started` entry, in one step; refuses a run that has ended.
    ///
    /// - Parameters:
    ///   - keep: Whether the text so far stands.
    ///   - floor: The new epoch is greater than this, too, for when the store lost the log.
    ///   - record: Restores a run that the store lost; without it an unknown run is refused.
    func begin(
        _ run: RunID,
        as worker: ReplicaID,
        keep: Bool,
        above floor: UInt64,
        restoring record: RunRecord?
    ) async throws(BusError) -> BeginOutcome

    /// Writes batches of events to their runs and, after that, to the inboxes of the edges that serve them, in one
    /// pipeline. A batch is written whole or not at all. Returns one outcome a batch, in order.
    ///
    /// - Throws: ``BusError/Code/sessionChanged`` when `session` is not the present one.
    func append(_ batches: [RunBatch], session: Int) async throws(BusError) -> [AppendOutcome]

    /// The last entry's id; nil where there is no log.
    func tip(of run: RunID) async throws(BusError) -> EventID?

    /// Up to `limit` entries after `id`, in order.
    func entries(of run: RunID, after id: EventID, limit: Int) async throws(BusError) -> [LogEntry]

    /// Ends a run from outside, in the next epoch, if `epoch` is still its latest.
    func end(
        _ run: RunID,
        at epoch: UInt64,
        with event: RunEvent,
        as replica: ReplicaID
    ) async throws(BusError) -> EndOutcome
}
