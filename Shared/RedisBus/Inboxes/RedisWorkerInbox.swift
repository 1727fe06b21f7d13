package import Bus
package import Messages

/// A worker's inbox as a Redis stream.
package struct RedisWorkerInbox: WorkerInbox {
    private let inbox: RedisInbox

    package init(client: RedisClient, worker: ReplicaID) {
        self.inbox = RedisInbox(key: BusKeys.workerInbox(worker), client: client, timeToLive: .seconds(30))
    }

    package func renew() async throws(BusError) -> Bool {
        try await self.inbox.renew()
    }

    package func receive(wait: Duration) async throws(BusError) -> [WorkerSignal] {
        try await self.inbox.read(wait: wait).entries.compactMap { RedisSignals.signal(of: $0) }
    }

    package func close() async throws(BusError) {
        try await self.inbox.remove()
    }
}
