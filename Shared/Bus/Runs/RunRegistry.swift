package import Messages

/// Knows every run that is not forgotten: its record, its viewers' edges, and whether somebody wants it stopped.
package protocol RunRegistry: Sendable {
    /// Records a run that `edge` serves, for the registry's time to live.
    func create(_ record: RunRecord, servedBy edge: ReplicaID) async throws(BusError)

    /// Records a new run, then adds its command to `queue` and returns how many wait there: nobody gets the command before
    /// the record stands. One write where the store keeps both.
    func create(
        _ record: RunRecord,
        servedBy edge: ReplicaID,
        sending command: Command,
        to queue: some CommandQueue
    ) async throws(BusError) -> Int

    /// Forgets runs that nobody was told of, or whose answer nobody asks for again.
    func forget(_ runs: [RunID]) async throws(BusError)

    /// The run's record; nil where it is unknown or forgotten.
    func record(of run: RunID) async throws(BusError) -> RunRecord?

    /// Notes for good that the run shall stop, and says who must be told.
    func requestCancel(_ run: RunID) async throws(BusError) -> CancelRequest

    /// Whether somebody wants the run stopped.
    func isCancelRequested(_ run: RunID) async throws(BusError) -> Bool

    /// Adds an edge that serves the run to somebody.
    func add(_ edge: ReplicaID, to run: RunID) async throws(BusError)

    /// Removes an edge that serves the run to nobody any more; `now` in Unix milliseconds.
    func remove(_ edge: ReplicaID, from run: RunID, now: Int64) async throws(BusError)

    /// The edges that serve the run to somebody, gone ones included.
    func edges(of run: RunID) async throws(BusError) -> [ReplicaID]

    /// Notes the DWP task that stands for the run; a run that is not known stays unknown.
    func setTask(_ taskId: String, for run: RunID) async throws(BusError)

    /// Notes what the caller thinks of the run, the last word counting, and returns what they said before; a run that is
    /// not known stays unknown.
    func setFeedback(_ feedback: RunFeedback, for run: RunID) async throws(BusError) -> RunFeedback?

    /// Renews the time to live of runs that are being worked on.
    func keepAlive(_ runs: [RunID]) async throws(BusError)

    /// Binds an idempotency key to a run, unless it is bound already, and returns what it is bound to then.
    func bind(_ binding: IdempotencyBinding, to key: String) async throws(BusError) -> IdempotencyBinding

    /// Notes that the command of the run is sent to which a key is bound; false where the key is not bound to this.
    func confirm(_ binding: IdempotencyBinding, of key: String) async throws(BusError) -> Bool

    /// Frees an idempotency key, if it is still bound to this.
    func unbind(_ binding: IdempotencyBinding, from key: String) async throws(BusError)

    /// What an idempotency key is bound to.
    func binding(of key: String) async throws(BusError) -> IdempotencyBinding?
}

extension RunRegistry {
    package func create(
        _ record: RunRecord,
        servedBy edge: ReplicaID,
        sending command: Command,
        to queue: some CommandQueue
    ) async throws(BusError) -> Int {
        try await self.create(record, servedBy: edge)
        return try await queue.send(command)
    }
}
