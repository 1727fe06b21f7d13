package import Bus
package import Messages

/// Leases as keys that Redis lets lapse by its own clock.
package struct RedisLeases: Leases {
    private let client: RedisClient
    private let trait: WorkerTrait

    /// - Parameter trait: What the leases that are renewed here say of their holder.
    package init(client: RedisClient, trait: WorkerTrait = .plain) {
        self.client = client
        self.trait = trait
    }

    package func renew(_ replica: ReplicaID, for duration: Duration) async throws(BusError) {
        let key = RedisArgument(BusKeys.lease(replica))
        let value = RedisArgument(self.trait.rawValue)
        _ = try await self.client.call("SET", key, value, "PX", RedisArgument(milliseconds: duration))
    }

    package func release(_ replica: ReplicaID) async throws(BusError) {
        _ = try await self.client.call("DEL", RedisArgument(BusKeys.lease(replica)))
    }

    package func traits(of replicas: [ReplicaID]) async throws(BusError) -> [ReplicaID: WorkerTrait] {
        guard !replicas.isEmpty else { return [:] }
        let replies = try await self.client.call(replicas.map { RedisCommand("GET", RedisArgument(BusKeys.lease($0))) })
        var traits: [ReplicaID: WorkerTrait] = [:]
        for (replica, reply) in zip(replicas, replies) {
            // A newer version's trait is one that this one cannot use.
            if let value = reply.string { traits[replica] = WorkerTrait(rawValue: value) ?? .plain }
        }
        return traits
    }
}
