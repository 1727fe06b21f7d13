package import Messages

/// Entries that a group of consumers shares: each goes to one of them, and stays until it is settled.
package protocol WorkStream: Sendable {
    /// Takes up to `limit` entries that nobody has, waiting up to `wait` for the first.
    func receive(as consumer: ReplicaID, limit: Int, wait: Duration) async throws(BusError) -> [Delivery]

    /// The consumers that hold entries.
    func holders() async throws(BusError) -> [ReplicaID]

    /// Takes up to `limit` entries that `holder` has had for at least `idle`; each goes to one claimer only. A holder
    /// with nothing left is forgotten.
    func claim(
        from holder: ReplicaID,
        as consumer: ReplicaID,
        idle: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery]

    /// Gives back what `consumer` holds and did not finish: the next claim takes it at once, and no attempt is counted.
    func handBack(_ deliveries: [Delivery], from consumer: ReplicaID) async throws(BusError)

    /// Moves an entry to the dead letters.
    func bury(_ delivery: Delivery, reason: String) async throws(BusError)
}
