package import Messages

/// The work of one service: a durable queue that a group of consumers shares.
package protocol CommandQueue: Sendable {
    /// Adds a command and returns how many wait, this one included.
    func send(_ command: Command) async throws(BusError) -> Int

    /// How many commands are not finished.
    func backlog() async throws(BusError) -> Int

    /// Takes up to `limit` commands that nobody has, waiting up to `wait` for the first.
    func receive(as consumer: ReplicaID, limit: Int, wait: Duration) async throws(BusError) -> [Delivery]

    /// The consumers that hold commands.
    func holders() async throws(BusError) -> [ReplicaID]

    /// Takes up to `limit` commands that `holder` has had for at least `idle`; each goes to one claimer only. A holder
    /// with nothing left is forgotten.
    func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery]

    /// Removes a command that was carried out, so that no worker gets it again.
    func complete(_ delivery: Delivery) async throws(BusError)

    /// Gives back what `consumer` holds and did not finish: the next claim takes it at once, and no attempt is counted.
    func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError)

    /// Moves a command to the dead letters.
    func bury(_ delivery: Delivery, reason: String) async throws(BusError)
}
