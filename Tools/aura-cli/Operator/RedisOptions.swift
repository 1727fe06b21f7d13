import ArgumentParser
import Configuration
import Foundation
import RedisBus

/// Where the bus is.
struct RedisOptions: ParsableArguments {
    /// How long connecting may take.
    static let patience = Duration.seconds(4)

    @Option(
        name: .customLong("redis"),
        help:
            "The bus, as redis://user:password@host:port/database, or several hosts of a cluster; in the place of REDIS_URL."
    )
    var url: String?

    /// What the option says, then the environment as the services read it (`REDIS_URL`, `REDIS_CA_FILE`, …).
    func configuration(environment: [String: String]) throws(OperatorError) -> RedisConfiguration {
        var environment = environment.filter { !$0.value.isEmpty }
        if let url = self.url { environment["REDIS_URL"] = url }
        let reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
        do throws(RedisError) {
            var configuration = try RedisConfiguration(reader: reader.scoped(to: "redis"))
            configuration.clientName = "aura-cli"
            return configuration
        } catch {
            throw OperatorError(.validationFailure, error.message)
        }
    }

    /// Does work with a connected client, which ends with it.
    func withClient<Result: Sendable>(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        within limit: Duration = Self.patience,
        _ body: (RedisClient) async throws -> Result
    ) async throws -> Result {
        try await Self.withClient(of: self.configuration(environment: environment), within: limit, body)
    }

    /// Does work with a connected client of the Redis that is named, which ends with it.
    static func withClient<Result: Sendable>(
        of configuration: RedisConfiguration,
        within limit: Duration = RedisOptions.patience,
        _ body: (RedisClient) async throws -> Result
    ) async throws -> Result {
        let problems = ProblemLog()
        let client = RedisClient(configuration: configuration, logger: problems.makeLogger())
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await client.run() }
            defer { tasks.cancelAll() }
            guard await Self.connects(client, within: limit) else {
                let reason = problems.problem.map { " (\($0))" } ?? ""
                throw OperatorError.unavailable("there is no Redis to work with at \(configuration)\(reason)")
            }
            return try await body(client)
        }
    }

    private static func connects(_ client: RedisClient, within limit: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask { (try? await client.waitUntilConnected()) != nil }
            tasks.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            defer { tasks.cancelAll() }
            return await tasks.next() ?? false
        }
    }
}
