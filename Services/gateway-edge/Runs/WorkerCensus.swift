import Bus
import Messages
import ServiceKit
import Synchronization

/// Who works for one service now. Asked often, so an answer serves for a second.
final class WorkerCensus<Queue: CommandQueue, LeaseStore: Leases>: Sendable {
    private let queue: Queue
    private let leases: LeaseStore
    private let latest = Mutex<(traits: [ReplicaID: WorkerTrait], at: ContinuousClock.Instant)?>(nil)

    init(queue: Queue, leases: LeaseStore) {
        self.queue = queue
        self.leases = leases
    }

    /// The living workers and what they let know of themselves.
    func living() async throws(BusError) -> [ReplicaID: WorkerTrait] {
        if let (traits, time) = self.latest.withLock({ $0 }), time.duration(to: .now) < .seconds(1) { return traits }
        let traits = try await self.leases.traits(of: try await self.queue.holders())
        self.latest.withLock { $0 = (traits, .now) }
        return traits
    }

    /// Whether a living worker has no model and answers from documents alone.
    func answersFromDocuments() async -> Bool {
        (try? await self.living())?.values.contains(.answersFromDocuments) ?? false
    }

    /// Whether a living worker takes commands.
    func readiness() async -> ReadinessStatus {
        do throws(BusError) {
            return try await self.living().isEmpty ? .unready(reason: "no worker is alive") : .ready
        } catch {
            return .unready(reason: "the bus is away, or no worker was ever there")
        }
    }
}
