import Logging
import Metrics
import RedisBus

/// Runs a test with a connected client, which ends with it.
func withRedisClient<Result: Sendable>(
    _ url: String,
    configure: (inout RedisConfiguration) -> Void = { _ in },
    logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
    metrics: any MetricsFactory = MetricsSystem.factory,
    _ body: (RedisClient) async throws -> Result
) async throws -> Result {
    var configuration = try RedisConfiguration(url: url)
    configuration.commandTimeout = .seconds(10)
    configure(&configuration)
    let client = RedisClient(configuration: configuration, logger: logger, metrics: metrics)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await client.run() }
        defer { tasks.cancelAll() }
        try await client.waitUntilConnected()
        return try await body(client)
    }
}

/// Returns what an operation of the client fails with, or nil.
func redisError(_ operation: () async throws(RedisError) -> some Any) async -> RedisError? {
    do throws(RedisError) {
        _ = try await operation()
        return nil
    } catch {
        return error
    }
}

extension RedisClient {
    /// Waits for a connection later than a generation.
    func waitForGeneration(after old: Int) async throws {
        for await generation in self.generations() where generation > old {
            return
        }
        throw RedisError(.shutDown, "No further generation")
    }

    /// Asks the server until a text shows in the answer to `INFO`.
    func waitForInfo(_ section: String, _ text: String) async throws {
        while try await self.send(RedisCommand("INFO", RedisArgument(section))).string?.contains(text) != true {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
