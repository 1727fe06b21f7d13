import Foundation
import Signing
import TestSupport
import Testing

/// The product's processes of one test, with a Redis and a scripted provider of their own.
final class Stack: Sendable {
    static let secret = Secrets.token

    let redis: RedisServer
    let provider: ScriptedServer
    private let folder: URL
    private let environment: [String: String]

    init(redis: RedisServer, provider: ScriptedServer, folder: URL, environment: [String: String]) {
        self.redis = redis
        self.provider = provider
        self.folder = folder
        self.environment = environment
    }

    /// Starts a worker and waits until it is ready.
    func startWorker(_ instance: String, _ environment: [String: String] = [:]) async throws -> Worker {
        try await self.startWorker("aura-llm", instance, environment)
    }

    /// Starts an indexer and waits until it listens to events. All of a test share one index.
    func startIndexer(_ instance: String) async throws -> Worker {
        try await self.startWorker("aura-indexer", instance, ["AURA_DATA_DIR": self.dataFolder])
    }

    /// All that the processes have logged so far.
    var logs: String { LogFiles.texts(in: self.folder).map(\.text).joined(separator: "\n") }

    /// Where the indexers keep their index.
    var dataFolder: String { self.folder.appendingPathComponent("data").path }

    private func startWorker(_ name: String, _ instance: String, _ environment: [String: String]) async throws -> Worker
    {
        let port = try FreePort.find()
        let log = self.newLog(of: instance)
        let own = environment.merging(["AURA_ADMIN_PORT": "\(port)"]) { _, new in new }
        let process = try self.start(name, instance, own, log)
        let worker = Worker(process: process, adminPort: port)
        try await self.waitUntilReady(port, process, log)
        return worker
    }

    /// Starts a reporter of tasks to the backend at an address, and waits until it is ready.
    func startTasks(_ instance: String, backend: String) async throws -> Worker {
        let port = try FreePort.find()
        let log = self.newLog(of: instance)
        let process = try self.start(
            "aura-tasks",
            instance,
            ["AURA_ADMIN_PORT": "\(port)", "DWP_GATEWAY_URL": backend],
            log
        )
        let worker = Worker(process: process, adminPort: port)
        try await self.waitUntilReady(port, process, log)
        return worker
    }

    /// Starts an edge and waits until it has its Redis; whether it has a worker is another matter.
    ///
    /// - Parameter port: Where it listens; nil takes a port that nobody has.
    func startEdge(
        _ instance: String,
        port: Int? = nil,
        _ environment: [String: String] = [:]
    ) async throws -> Edge {
        let port = try port ?? FreePort.find()
        let adminPort = try FreePort.find()
        let own = ["AURA_ADMIN_PORT": "\(adminPort)", "AURA_HTTP_PORT": "\(port)", "AURA_HTTP_HOST": "127.0.0.1"]
        let log = self.newLog(of: instance)
        let process = try self.start("aura-gateway-edge", instance, own.merging(environment) { _, new in new }, log)
        let edge = Edge(process: process, port: port, adminPort: adminPort)
        try await self.waitFor("the Redis of \(instance)", process, log) {
            try await edge.client().get("/health/ready").text.contains(#""redis":"ready""#)
        }
        return edge
    }

    /// A token for a user of a tenant.
    static func token(tenant: String = "1", user: String = "42", role: String? = nil, lifetime: Int = 3600) throws
        -> String
    {
        let now = Int(Date().timeIntervalSince1970)
        var claims: [String: Any] = ["sub": user, "tenant_id": tenant, "iat": now, "exp": now + lifetime]
        if let role { claims["role"] = role }
        let payload = try JSONSerialization.data(withJSONObject: claims)
        return try JWTSigner.hs256(payload: Array(payload), secret: Array(Self.secret.utf8))
    }

    /// A built product.
    static func executable(_ name: String) -> URL { Self.builtProducts.appendingPathComponent(name) }

    /// A file that the next process of a name prints to.
    func newLog(of instance: String) -> URL {
        self.folder.appendingPathComponent("\(instance)-\(UUID().uuidString.prefix(4)).log")
    }

    /// Starts a process and does not wait for it.
    ///
    /// - Parameter products: Where the executables lie; nil takes those beside the tests.
    func start(
        _ name: String,
        _ instance: String,
        _ own: [String: String],
        _ log: URL,
        from products: URL? = nil
    ) throws -> ServerProcess {
        let executable = (products ?? Self.builtProducts).appendingPathComponent(name)
        // A machine that is busy for a second takes no documents from an answer.
        var environment = ["AURA_RAG_TIMEOUT": "10"].merging(self.environment) { _, new in new }
        environment["REDIS_URL"] = self.redis.url
        environment["JWT_SECRET"] = Self.secret
        environment["OPENAI_BASE_URL"] = self.provider.url("/v1")
        environment["OPENAI_API_KEY"] = Secrets.provider
        environment["AURA_INSTANCE"] = instance
        environment["AURA_ADMIN_HOST"] = "127.0.0.1"
        environment["LOG_LEVEL"] = "trace"
        environment.merge(own) { _, new in new }
        let process = try ServerProcess(executable: executable, environment: environment, log: log)
        Processes.current?.add(process)
        return process
    }

    private func waitUntilReady(_ port: Int, _ process: ServerProcess, _ log: URL) async throws {
        try await self.waitFor("readiness on port \(port)", process, log) {
            try await HTTPClient(port: port).get("/health/ready").status == 200
        }
    }

    private func waitFor(
        _ what: String,
        _ process: ServerProcess,
        _ log: URL,
        _ isMet: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while (try? await isMet()) != true {
            guard process.isRunning, ContinuousClock.now < end else {
                let written = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
                throw StackError(description: "\(what) never came\n\(written.suffix(2000))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Where the test bundle lies, and the product's executables beside it.
    static var builtProducts: URL {
        let arguments = CommandLine.arguments
        let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent()
    }
}

/// Why a stack did not come up.
struct StackError: Error, CustomStringConvertible {
    var description: String
}

/// One running worker.
struct Worker: Sendable {
    let process: ServerProcess
    let adminPort: Int
}

/// One running edge.
struct Edge: Sendable {
    let process: ServerProcess
    let port: Int
    let adminPort: Int

    func client(tenant: String = "1", user: String = "42") throws -> HTTPClient {
        HTTPClient(port: self.port, token: try Stack.token(tenant: tenant, user: user), tenant: tenant)
    }
}
