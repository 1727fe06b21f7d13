import RedisBus
import ServiceLifecycle
import TestSupport

/// Runs a test with a Redis of its own and a client connected to it.
func withConnectedRedis<Result: Sendable>(_ body: (RedisClient) async throws -> Result) async throws -> Result {
    try await withRedisServer { server in
        let client = RedisClient(configuration: try RedisConfiguration(url: server.url), logger: quietLogger)
        return try await withRunning([client]) {
            try await client.waitUntilConnected()
            return try await body(client)
        }
    }
}

/// Runs a test beside services, which are cancelled after it, as a crash would end them.
func withRunning<Result: Sendable>(_ services: [any Service], _ body: () async throws -> Result) async throws -> Result
{
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        for service in services {
            tasks.addTask { try await service.run() }
        }
        defer { tasks.cancelAll() }
        return try await body()
    }
}

/// The fields of a stream's entries as texts, the oldest first.
func entries(of stream: String, _ client: RedisClient) async throws -> [[String: String]] {
    let reply = try await client.send(RedisCommand("XRANGE", RedisArgument(stream), "-", "+"))
    return (reply.array ?? []).map { entry in
        let values = entry.array?.last?.array ?? []
        var fields: [String: String] = [:]
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            fields[values[index].string ?? ""] = values[index + 1].string ?? ""
        }
        return fields
    }
}
