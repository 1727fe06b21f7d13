package import Bus
package import Messages

/// Leases as keys that Redis lets lapse by its own clock.
package struct RedisLeases: Leases {
    private let client: RedisClient

    package init(client: RedisClient) {
        self.client = client
    }

    package func renew(_ replica: ReplicaID, for duration: Duration) async throws(BusError) {
        let key = RedisArgument(BusKeys.lease(replica))
        _ = try await self.client.call("SET", key, "1", "PX", RedisArgument(milliseconds: duration))
    }

    package func release(_ replica: ReplicaID) async throws(BusError) {
        _ = try await self.client.call("DEL", RedisArgument(BusKeys.lease(replica)))
    }

    package func living(_ replicas: [ReplicaID]) async throws(BusError) -> Set<ReplicaID> {
        guard !replicas.isEmpty else { return [] }
        let replies = try await self.client.call(
            replicas.map { RedisCommand("EXISTS", RedisArgument(BusKeys.lease($0))) }
        )
        return Set(zip(replicas, replies).filter { $0.1.int == 1 }.map(\.0))
    }
}
