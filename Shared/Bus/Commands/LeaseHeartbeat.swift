package import Logging
package import Messages
import ServiceLifecycle

/// Renews this replica's lease until shutdown and then ends it, so that others need not wait for it to lapse.
package struct LeaseHeartbeat<Store: Leases>: Service {
    private let leases: Store
    private let replica: ReplicaID
    private let lease: Duration
    private let interval: Duration
    private let logger: Logger

    package init(
        leases: Store,
        replica: ReplicaID,
        lease: Duration = .seconds(5),
        interval: Duration = .seconds(1),
        logger: Logger
    ) {
        self.leases = leases
        self.replica = replica
        self.lease = lease
        self.interval = interval
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do throws(BusError) {
                    try await self.leases.renew(self.replica, for: self.lease)
                    try? await Task.sleep(for: self.interval)
                } catch {
                    self.logger.debug("Renewing the lease failed", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: self.interval / 10)
                }
            }
        }
        try? await self.leases.release(self.replica)
    }
}
