import Bus
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Messages
import NIOCore
import ServiceKit
import ServiceLifecycle
import TestSupport
import Testing

@testable import GatewayEdge

/// An edge that serves real HTTP on a free port, over a bus in memory.
struct RunningEdge: Sendable {
    let bus: InMemoryBus
    let queue: InMemoryCommandQueue
    /// The indexer's commands.
    let searches: InMemoryCommandQueue
    /// The tasks service's commands.
    let reports: InMemoryCommandQueue
    /// What happened in DWP.
    let events: InMemoryCommandQueue
    let automations: InMemoryAutomationStore
    let hub: StreamHub
    let admission: QueueAdmission
    let leases: InMemoryLeases
    let approvals: InMemoryApprovals
    let conversations: InMemoryConversationStore
    let ledger: InMemoryUsageLedger
    let worker: ScriptedWorker
    let port: Int
    /// The routes, each with its method.
    let routes: [Route]
    private let group: ServiceGroup

    struct Route: Sendable {
        var method: String
        var path: String
    }

    /// Runs an operation beside an edge and stops the edge after it.
    ///
    /// - Parameters:
    ///   - bus: Shared by several edges where they are replicas of one another.
    ///   - variables: Settings beside the ones that every edge needs.
    ///   - registry: Stands between the edge and the bus's own registry.
    static func with<Result: Sendable>(
        _ variables: [String: String] = [:],
        bus: InMemoryBus = InMemoryBus(),
        queue: InMemoryCommandQueue = InMemoryCommandQueue(),
        instance: String = "edge-1",
        operation: @Sendable (RunningEdge) async throws -> Result
    ) async throws -> Result {
        try await Self.with(
            variables,
            bus: bus,
            queue: queue,
            instance: instance,
            registry: InMemoryRunRegistry(bus: bus),
            operation: operation
        )
    }

    static func with<Result: Sendable>(
        _ variables: [String: String] = [:],
        bus: InMemoryBus = InMemoryBus(),
        queue: InMemoryCommandQueue = InMemoryCommandQueue(),
        instance: String = "edge-1",
        registry: some RunRegistry,
        operation: @Sendable (RunningEdge) async throws -> Result
    ) async throws -> Result {
        let environment = Settings(environment: ["JWT_SECRET": TestToken.secret].merging(variables) { $1 })
        let settings = try EdgeSettings(environment)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let edge = ReplicaID(instance: instance, boot: "b0")
        let signals = InMemorySignals(bus: bus)
        let leases = InMemoryLeases(bus: bus)
        let hub = StreamHub(
            edge: edge,
            inbox: InMemoryEdgeInbox(bus: bus, edge: edge),
            registry: registry,
            signals: signals,
            logger: logger
        )
        let approvals = InMemoryApprovals()
        let automations = InMemoryAutomationStore()
        let searches = InMemoryCommandQueue()
        let reports = InMemoryCommandQueue()
        let events = InMemoryCommandQueue()
        let tasksService = ServiceQueue(reports, leases: leases, limit: settings.maximumQueue)
        let conversations = InMemoryConversationStore()
        let ledger = InMemoryUsageLedger()
        let llm = ServiceQueue(queue, leases: leases, limit: settings.maximumQueue)
        let indexer = ServiceQueue(searches, leases: leases, limit: settings.maximumQueue)
        let router = buildRouter(
            bus: EdgeBus(
                llm: llm,
                indexer: indexer,
                tasks: tasksService,
                registry: registry,
                log: InMemoryRunLog(bus: bus),
                leases: leases,
                signals: signals,
                deadLetters: { stream in
                    switch stream {
                    case .commands(.llm): queue
                    case .commands(.indexer): searches
                    case .commands(.tasks): reports
                    case .events: events
                    }
                },
                approvals: approvals,
                conversations: conversations,
                usage: ledger
            ),
            automations: automations,
            hub: hub,
            access: try AccessSettings(environment),
            settings: settings,
            readiness: { ["redis": .ready, "llm": .unready(reason: "no worker is alive")] },
            logger: logger
        )
        let routes = router.routes.map { Route(method: $0.method.rawValue, path: $0.path.description) }
        router.refuseOtherMethods()
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            server: .edge(settings),
            configuration: .init(address: .hostname("127.0.0.1", port: 0), serverName: nil),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        let group = ServiceGroup(
            services: [hub, llm.admission, indexer.admission, application, DrainSignal(hub: hub)],
            logger: logger
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { port.finish() }
                try await group.run()
            }
            var first: Int?
            for await number in ports {
                first = number
                break
            }
            let running = RunningEdge(
                bus: bus,
                queue: queue,
                searches: searches,
                reports: reports,
                events: events,
                automations: automations,
                hub: hub,
                admission: llm.admission,
                leases: leases,
                approvals: approvals,
                conversations: conversations,
                ledger: ledger,
                worker: ScriptedWorker(bus),
                port: try #require(first),
                routes: routes,
                group: group
            )
            while try await !signals.look(at: .random(), edge: edge) { await Task.yield() }
            try await leases.renew(running.worker.id, for: .seconds(3600))
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await operation(running))
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }

    /// Begins the shutdown, as SIGTERM does.
    func shutDown() async {
        await self.group.triggerGracefulShutdown()
    }

    // MARK: - Requests

    /// The head and body of a request, by default by user 42 of tenant 1.
    static func request(
        _ method: String,
        _ target: String,
        _ headers: [String: String?] = [:],
        body: String? = nil,
        isLast: Bool = true
    ) throws -> String {
        var fields: [String: String?] = [
            "Host": "localhost", "Authorization": "Bearer \(try TestToken.of())", "X-Tenant-ID": "1",
            "Connection": isLast ? "close" : "keep-alive",
        ]
        if let body {
            fields["Content-Type"] = "application/json"
            fields["Content-Length"] = "\(body.utf8.count)"
        }
        fields.merge(headers) { $1 }
        let lines = fields.compactMap { name, value in value.map { "\(name): \($0)\r\n" } }
        return "\(method) \(target) HTTP/1.1\r\n\(lines.joined())\r\n\(body ?? "")"
    }

    /// Sends one request on a connection of its own and reads the whole answer; a nil header is left out.
    func send(
        _ method: String,
        _ target: String,
        _ headers: [String: String?] = [:],
        body: String? = nil
    ) async throws -> EdgeAnswer {
        let request = try Self.request(method, target, headers, body: body)
        let bytes = try await EdgeConnection.with(port: self.port) { connection in
            try await connection.write(request)
            return await connection.readToEnd()
        }
        return try #require(EdgeAnswer(bytes), "No answer to \(method) \(target)")
    }

    /// Headers of another caller than the usual.
    static func caller(_ tenant: String, _ user: String, role: String? = nil) throws -> [String: String?] {
        [
            "Authorization": "Bearer \(try TestToken.of(user: user, tenant: tenant, role: role))",
            "X-Tenant-ID": tenant,
        ]
    }

    // MARK: - Runs

    /// The run of the next command that the edge sends.
    func nextCommand() async throws -> Command {
        while true {
            let deliveries = try await self.queue.receive(as: self.worker.id, limit: 1, wait: .seconds(10))
            if let delivery = deliveries.first { return try delivery.command() }
            try Task.checkCancellation()
        }
    }

    /// Runs an operation beside an indexer that finds the same for everybody, and tells what it was asked.
    func searching<Result: Sendable>(
        finding hits: [SearchHit],
        operation: @Sendable () async throws -> Result
    ) async throws -> (result: Result, asked: [Command]) {
        let indexer = ScriptedWorker(self.bus, instance: "indexer-1")
        try await self.leases.renew(indexer.id, for: .seconds(3600))
        return try await withThrowingTaskGroup(of: [Command].self) { tasks in
            tasks.addTask {
                var asked: [Command] = []
                while !Task.isCancelled {
                    for delivery in try await self.searches.receive(as: indexer.id, limit: 1, wait: .seconds(1)) {
                        let command = try delivery.command()
                        asked.append(command)
                        try await indexer.begin(command.run)
                        let results = try SearchResults(results: hits, tookMs: 0.5).encoded()
                        try await indexer.say([RunEvent(.results, results)], in: command.run)
                        try await indexer.complete(command.run)
                        try await self.searches.complete(delivery)
                    }
                }
                return asked
            }
            defer { tasks.cancelAll() }
            let result = try await operation()
            tasks.cancelAll()
            return (result, try await tasks.next() ?? [])
        }
    }

    /// Takes commands and answers each by `texts`, until it is cancelled.
    func answerAll(_ texts: [String]) async throws {
        while !Task.isCancelled {
            for delivery in try await self.queue.receive(as: self.worker.id, limit: 10, wait: .seconds(1)) {
                let run = try delivery.command().run
                try await self.worker.begin(run)
                try await self.worker.say(texts.map(RunEvent.text), in: run)
                let usage = TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)
                try await self.worker.complete(run, usage: usage)
                try await self.queue.complete(delivery)
            }
        }
    }

    /// Runs an operation beside a worker that answers every command by `texts`.
    func answering<Result: Sendable>(
        _ texts: String...,
        operation: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await self.answerAll(texts) }
            defer { tasks.cancelAll() }
            return try await operation()
        }
    }

    /// Makes a run of user 42 of tenant 1 in the bus, that nobody has begun.
    func newRun() async throws -> RunID {
        let record = RunRecord.test(try .of("1", "42"))
        try await InMemoryRunRegistry(bus: self.bus).create(record, servedBy: ReplicaID(instance: "edge-9", boot: "b0"))
        return record.run
    }

    /// Makes a run that was answered by `texts`, and returns the entries after `started`.
    func answeredRun(_ texts: String...) async throws -> (run: RunID, entries: [LogEntry]) {
        let run = try await self.newRun()
        try await self.worker.begin(run)
        let said = try await self.worker.say(texts.map(RunEvent.text), in: run)
        return (run, said + [try await self.worker.complete(run)])
    }
}
