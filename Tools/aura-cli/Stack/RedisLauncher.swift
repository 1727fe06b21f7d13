import Foundation

/// Decides whether a Redis of our own is needed, and how it runs.
struct RedisLauncher {
    /// What to do about Redis.
    enum Decision: Equatable {
        case useRunning
        case start(port: Int)
    }

    /// Decides by what stands at the wanted address; a taken port makes room for a free one.
    static func decide(
        about address: RedisAddress,
        finding: RedisProbe.Finding,
        freePort: () -> Int?
    ) throws -> Decision {
        switch finding {
        case .answers, .loading:
            return .useRunning
        case .nothing, .somethingElse:
            guard address.isLocal, !address.usesTLS else { throw StackError.redisUnreachable(address.shown) }
            guard finding == .somethingElse else { return .start(port: address.port) }
            guard let port = freePort() else {
                throw StackError.cannotStart(name: "redis-server", reason: "no port is free")
            }
            return .start(port: port)
        }
    }

    /// Plans a server as the bus needs it: durable within a second, and never evicting.
    static func plan(port: Int, dataFolder: URL, environment: [String: String]) throws -> ProcessPlan {
        guard let executable = Self.findExecutable(named: "redis-server", path: environment["PATH"] ?? "") else {
            throw StackError.cannotStart(name: "redis-server", reason: "it is not installed")
        }
        return ProcessPlan(
            name: "redis-server",
            executable: executable,
            arguments: [
                "--port", "\(port)", "--bind", "127.0.0.1", "--dir", dataFolder.path,
                "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
                "--maxmemory-policy", "noeviction",
            ],
            environment: environment,
            readiness: [.redis(RedisAddress(host: "127.0.0.1", port: port))],
            layer: .infrastructure
        )
    }

    private static func findExecutable(named name: String, path: String) -> URL? {
        // Debian keeps servers in sbin, which a user's own PATH may leave out.
        (path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/usr/local/bin"])
            .map { URL(fileURLWithPath: $0, isDirectory: true).appendingPathComponent(name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
