import Bus
import Logging
import Messages
import RedisBus
import ServiceLifecycle

/// Runs a writer of the bus's runs beside a test; it is shut down gracefully when it is over.
func withWriter(
    _ bus: RedisContractBus,
    _ worker: ReplicaID,
    _ body: (RunWriter<RedisRunLog>) async throws -> Void
) async throws {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let writer = RunWriter(log: bus.log, worker: worker, logger: logger)
    let group = ServiceGroup(configuration: .init(services: [writer], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        do {
            try await body(writer)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        } catch {
            tasks.cancelAll()
            throw error
        }
    }
}
