import Logging
import ServiceLifecycle

let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// Runs services beside a test; they are shut down gracefully, the last first, when it is over.
func withServices<Result>(_ services: any Service..., body: () async throws -> Result) async throws -> Result {
    let group = ServiceGroup(configuration: .init(services: services, logger: silent))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        do {
            let result = try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        } catch {
            tasks.cancelAll()
            throw error
        }
    }
}
