import Foundation
import RedisBus
import Synchronization
import TestSupport
import Testing

/// Two of each of the product's processes, with everything that they talk to behind links that can be broken.
final class Fleet: Sendable {
    enum Role: String, CaseIterable {
        case llm = "aura-llm"
        case indexer = "aura-indexer"
        case tasks = "aura-tasks"
        case edge = "aura-gateway-edge"
    }

    /// The ways between processes.
    enum Link: String, CaseIterable {
        case edgeRedis, llmRedis, indexerRedis, tasksRedis, llmProvider, tasksDWP, clientEdge
    }

    struct Replica: Sendable {
        var process: ServerProcess
        var adminPort: Int
        var log: URL
    }

    private struct State {
        var replicas: [Role: [Replica?]] = [:]
        var nextNumber = 0
    }

    let stack: Stack
    let backend: DWPBackend
    /// Where the index lies, and the logs of the second of each two.
    let disk: SmallDisk
    /// The test's own way to Redis, which no fault touches.
    let redis: RedisClient
    private let proxies: [Link: [TCPProxy]]
    private let state = Mutex(State())

    init(stack: Stack, backend: DWPBackend, disk: SmallDisk, redis: RedisClient, proxies: [Link: [TCPProxy]]) {
        self.stack = stack
        self.backend = backend
        self.disk = disk
        self.redis = redis
        self.proxies = proxies
    }

    /// Where clients find the two edges.
    var doors: [Int] { self.links(.clientEdge).map(\.port) }

    /// The connections' ways: one, or one to each edge.
    func links(_ link: Link) -> [TCPProxy] { self.proxies[link] ?? [] }

    /// A number that nobody else has.
    func nextNumber() -> Int {
        self.state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
    }

    func replica(_ role: Role, _ index: Int) throws -> Replica {
        guard let replica = self.state.withLock({ $0.replicas[role]?[index] }) else {
            throw StackError(description: "\(role.rawValue) \(index) is not there")
        }
        return replica
    }

    /// The name that a replica goes by.
    func name(_ role: Role, _ index: Int) -> String {
        "\(role.rawValue.split(separator: "-").last ?? "")-\(index + 1)"
    }

    var replicas: [(role: Role, index: Int, replica: Replica)] {
        self.state.withLock { state in
            Role.allCases.flatMap { role in
                (state.replicas[role] ?? []).enumerated().compactMap { index, replica in
                    replica.map { (role, index, $0) }
                }
            }
        }
    }

    /// Takes a replica out of the fleet, which then need not live any more.
    func dismiss(_ role: Role, _ index: Int) throws -> Replica {
        let replica = try self.replica(role, index)
        self.state.withLock { $0.replicas[role]?[index] = nil }
        return replica
    }

    /// Starts what is missing, and returns when every process says that it can serve.
    func fill() async throws {
        for role in Role.allCases {
            for index in 0..<2 where (try? self.replica(role, index)) == nil { try self.start(role, index) }
        }
        try await self.waitUntilReady()
    }

    /// Returns when every process says that it can serve; none is helped.
    func waitUntilReady() async throws {
        for (role, index, replica) in self.replicas {
            let client = HTTPClient(port: replica.adminPort, patience: .seconds(3))
            try await eventually(within: .seconds(20), "the readiness of \(role.rawValue) \(index)") {
                try await Self.pausing { try await client.get("/health/ready").status == 200 }
            }
        }
    }

    /// The processes that ended though nobody ended them.
    var crashes: [String] {
        self.replicas.filter { !$0.replica.process.isRunning }.map { role, index, replica in
            let log = (try? String(contentsOf: replica.log, encoding: .utf8)) ?? ""
            return "\(role.rawValue) \(index) crashed: \(log.suffix(1000))"
        }
    }

    /// What the processes of a role print; the second of two does so only where it cannot log to its file.
    func output(of role: Role) throws -> String {
        try self.replicas.filter { $0.role == role }
            .map { try String(contentsOf: $0.replica.log, encoding: .utf8) }.joined()
    }

    /// All that a process has logged, wherever.
    func text(of role: Role, _ index: Int) throws -> String {
        let file = self.disk.folder.appendingPathComponent("\(self.name(role, index)).log")
        let printed = try String(contentsOf: self.replica(role, index).log, encoding: .utf8)
        return printed + ((try? String(contentsOf: file, encoding: .utf8)) ?? "")
    }

    private func start(_ role: Role, _ index: Int) throws {
        let link: Link =
            switch role {
            case .llm: .llmRedis
            case .indexer: .indexerRedis
            case .tasks: .tasksRedis
            case .edge: .edgeRedis
            }
        let name = self.name(role, index)
        let adminPort = try FreePort.find()
        var environment = [
            "AURA_ADMIN_PORT": "\(adminPort)",
            "AURA_DATA_DIR": self.disk.folder.appendingPathComponent("index").path,
            "REDIS_URL": "redis://127.0.0.1:\(self.links(link)[0].port)",
            "OPENAI_BASE_URL": "http://127.0.0.1:\(self.links(.llmProvider)[0].port)/v1",
            "DWP_GATEWAY_URL": "http://127.0.0.1:\(self.links(.tasksDWP)[0].port)",
        ]
        if index == 1 { environment["LOG_FILE"] = self.disk.folder.appendingPathComponent("\(name).log").path }
        if role == .edge {
            let port = try FreePort.find()
            environment["AURA_HTTP_HOST"] = "127.0.0.1"
            environment["AURA_HTTP_PORT"] = "\(port)"
            self.links(.clientEdge)[index].target = port
        }
        let log = self.stack.newLog(of: name)
        let process = try self.stack.start(role.rawValue, name, environment, log)
        let replica = Replica(process: process, adminPort: adminPort, log: log)
        self.state.withLock { $0.replicas[role, default: [nil, nil]][index] = replica }
    }

    /// Asks at most every 20 ms, and takes a failure for a no.
    private static func pausing(_ isMet: () async throws -> Bool) async throws -> Bool {
        if (try? await isMet()) == true { return true }
        try await Task.sleep(for: .milliseconds(20))
        return false
    }
}
