package import Messages

extension WorkStream {
    /// Takes up to `limit` entries of consumers whose lease has lapsed, oldest holder first.
    ///
    /// - Parameter lease: How long a lease holds; an entry counts as left behind after half of it, so that one claimer
    ///   wins.
    package func claimFromDead(
        as consumer: ReplicaID,
        leases: some Leases,
        lease: Duration,
        limit: Int
    ) async throws(BusError) -> [Delivery] {
        let holders = try await self.holders().filter { $0 != consumer }
        guard !holders.isEmpty else { return [] }
        let living = try await leases.living(holders)
        var claimed: [Delivery] = []
        for holder in holders where !living.contains(holder) && claimed.count < limit {
            claimed += try await self.claim(
                from: holder,
                as: consumer,
                idle: lease / 2,
                limit: limit - claimed.count
            )
        }
        return claimed
    }
}
