package import Messages

/// Says who lives: a replica renews its lease while it runs, and the store lets it lapse by its own clock.
package protocol Leases: Sendable {
    /// Makes or renews the lease of `replica`.
    func renew(_ replica: ReplicaID, for duration: Duration) async throws(BusError)

    /// Ends the lease at once.
    func release(_ replica: ReplicaID) async throws(BusError)

    /// Those of `replicas` whose lease stands, with what they let know of themselves.
    func traits(of replicas: [ReplicaID]) async throws(BusError) -> [ReplicaID: WorkerTrait]
}

extension Leases {
    /// Those of `replicas` whose lease stands.
    package func living(_ replicas: [ReplicaID]) async throws(BusError) -> Set<ReplicaID> {
        Set(try await self.traits(of: replicas).keys)
    }
}
