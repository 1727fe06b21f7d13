import Foundation
import Logging
import RedisBus
import TestSupport
import Testing

/// Runs a test with a fleet that is ready.
func withFleet(_ body: @Sendable (Fleet) async throws -> Void) async throws {
    let environment = [
        "AURA_MAX_STREAMS_PER_USER": "0", "AURA_MAX_STREAMS_PER_TENANT": "0", "AURA_PING_INTERVAL": "1",
        "AURA_START_TIMEOUT": "30", "AURA_RAG_TIMEOUT": "0.8",
    ]
    let options = RedisServer.Options(
        arguments: ["--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"]
    )
    try await withSmallDisk(megabytes: 48) { disk in
        try await withStack(
            redis: options,
            environment: environment,
            provider: TaggedAnswer.script(pace: .milliseconds(40))
        ) { stack in
            try await withDWPBackend { backend in
                try await withFleet(stack, backend, disk, body)
            }
        }
        #expect(!disk.texts.contains { $0.contains("sk-system-tests") || $0.contains("eyJ") }, "a log holds a secret")
    }
}

private func withFleet(
    _ stack: Stack,
    _ backend: DWPBackend,
    _ disk: SmallDisk,
    _ body: (Fleet) async throws -> Void
) async throws {
    let targets: [(Fleet.Link, Int)] = [
        (.edgeRedis, stack.redis.port), (.llmRedis, stack.redis.port), (.indexerRedis, stack.redis.port),
        (.tasksRedis, stack.redis.port), (.llmProvider, stack.provider.port), (.tasksDWP, backend.port),
        // An edge takes its port when it starts.
        (.clientEdge, 0), (.clientEdge, 0),
    ]
    let redis = RedisClient(
        configuration: try RedisConfiguration(url: stack.redis.url),
        logger: Logger(label: "chaos") { _ in SwiftLogNoOpLogHandler() }
    )
    try await withTCPProxies(to: targets.map(\.1)) { proxies in
        let links = Dictionary(grouping: zip(targets, proxies), by: \.0.0).mapValues { $0.map(\.1) }
        let fleet = Fleet(stack: stack, backend: backend, disk: disk, redis: redis, proxies: links)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await redis.run() }
            defer { tasks.cancelAll() }
            try await redis.waitUntilConnected()
            try await fleet.fill()
            try await body(fleet)
        }
    }
}
