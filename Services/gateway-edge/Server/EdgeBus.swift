import Bus
import ServiceKit

/// What the edge uses of the bus.
struct EdgeBus<
    Queue: CommandQueue,
    Registry: RunRegistry,
    Log: RunLog,
    LeaseStore: Leases,
    Signals: WorkerSignals
>: Sendable {
    var queue: Queue
    var registry: Registry
    var log: Log
    var leases: LeaseStore
    var signals: Signals

    /// Whether a living worker takes commands.
    func workerReadiness() async -> ReadinessStatus {
        do throws(BusError) {
            let living = try await self.leases.living(try await self.queue.holders())
            return living.isEmpty ? .unready(reason: "no worker is alive") : .ready
        } catch {
            return .unready(reason: "the bus is away, or no worker was ever there")
        }
    }
}
