import Foundation
import HTTPFetch
import Logging
import Synchronization
import TestSupport

/// What one benchmark has started: it ends with the benchmark, whatever happens.
final class Bench: Sendable {
    let folder: URL
    let redis: RedisServer
    let fetcher: CurlFetcher
    private let binaries: String?
    private let programs = Mutex<[RunningProgram]>([])

    private init(folder: URL, redis: RedisServer, binaries: String?) throws {
        self.folder = folder
        self.redis = redis
        self.binaries = binaries
        self.fetcher = try CurlFetcher(logger: Logger(label: "aura-bench"))
    }

    /// Gives a Redis as production has it, with nothing in it, and a place to start programs.
    static func with<Result>(
        _ options: ProgramOptions,
        _ body: (Bench) async throws -> Result
    ) async throws -> Result {
        _ = DescriptorLimit.raise()
        let redis = RedisServer.Options(arguments: [
            "--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction",
        ])
        return try await withRedisServer(redis) { redis in
            try await withTemporaryFolder { folder in
                let bench = try Bench(folder: folder, redis: redis, binaries: options.binaries)
                do {
                    let result = try await body(bench)
                    await bench.endAll()
                    return result
                } catch {
                    await bench.endAll()
                    throw error
                }
            }
        }
    }

    /// Starts a program.
    func start(
        _ name: String,
        _ executable: URL,
        arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> RunningProgram {
        let program = try RunningProgram(
            name,
            executable,
            arguments: arguments,
            environment: environment,
            folder: self.folder
        )
        self.programs.withLock { $0.append(program) }
        return program
    }

    /// Starts one of the product's processes with the bench's Redis and an admin port of its own.
    func startService(_ name: String, _ environment: [String: String] = [:]) throws -> Service {
        let port = try FreePort.find()
        let common = [
            "REDIS_URL": self.redis.url, "JWT_SECRET": Callers.secret, "AURA_ADMIN_HOST": "127.0.0.1",
            "AURA_ADMIN_PORT": "\(port)", "AURA_HTTP_HOST": "127.0.0.1", "AURA_INSTANCE": "bench-\(name)",
            "AURA_DATA_DIR": self.folder.appendingPathComponent("data").path, "AURA_EMBEDDINGS": "hashing",
            "AURA_VECTOR_STORE": "sqlite", "LOG_LEVEL": "warning",
        ]
        let program = try self.start(
            name,
            try Program.own("aura-\(name)", in: self.binaries),
            environment: common.merging(environment) { _, new in new }
        )
        return Service(program: program, adminPort: port)
    }

    /// Starts the paced upstream.
    func startUpstream() async throws -> (program: RunningProgram, port: Int) {
        let port = try FreePort.find()
        guard let own = Bundle.main.executableURL else { throw CocoaError(.fileNoSuchFile) }
        let upstream = try self.start("upstream", own, arguments: ["upstream", "--port", "\(port)"])
        // Whatever it is asked outside of its one route it refuses, and so shows that it is there.
        try await upstream.waitUntil("http://127.0.0.1:\(port)/", with: self.fetcher) { status, _ in status == 400 }
        return (upstream, port)
    }

    func end(_ program: RunningProgram, by signal: Int32 = SIGTERM) async {
        await program.process.end(by: signal)
        self.programs.withLock { programs in programs.removeAll { $0.pid == program.pid } }
    }

    private func endAll() async {
        for program in self.programs.withLock({ $0 }) { await program.process.end(by: SIGKILL) }
    }
}

/// One of the product's processes.
struct Service: Sendable {
    var program: RunningProgram
    var adminPort: Int

    /// Waits until it says itself that it is ready; returns how long after its start that was.
    @discardableResult
    func waitUntilReady(_ bench: Bench) async throws -> Duration {
        try await self.program.waitUntil("http://127.0.0.1:\(self.adminPort)/health/ready", with: bench.fetcher)
    }
}
