import Bus
import DWPGateway
import HTTPFetch
import Messages
import RedisBus
import ServiceKit
import ServiceLifecycle
import TestSupport
import Testing

@testable import Tasks

/// Real reporters' surroundings: a Redis, and a stand-in for the backend. Waits are short.
struct Office: Sendable {
    let redis: RedisClient
    let backend: DWPBackend
    let http: CurlFetcher
    /// How long a call to the backend may take.
    var callLimit = Duration.seconds(10)

    typealias Reporter = TaskReporter<RedisTaskStore, RedisRunRegistry, RedisSignals>

    static func settings(callLimit: Duration) -> ReporterSettings {
        ReporterSettings(
            lock: callLimit * 1.5,
            poll: .milliseconds(50),
            breakerLook: .milliseconds(100),
            settling: .milliseconds(50),
            backoff: RetryBackoff(base: .milliseconds(10), longest: .milliseconds(100)),
            pages: 10,
            pageSize: 20
        )
    }

    var queue: RedisCommandQueue { RedisCommandQueue(client: self.redis, service: .tasks) }
    var registry: RedisRunRegistry { RedisRunRegistry(client: self.redis, timeToLive: .seconds(600)) }
    var store: RedisTaskStore { RedisTaskStore(client: self.redis, timeToLive: .seconds(600)) }

    func reporter(serviceToken: String? = nil) -> Reporter {
        let configuration = DWPConfiguration(
            baseURL: self.backend.url,
            serviceToken: serviceToken.map { Secret($0) },
            callLimit: self.callLimit
        )
        return TaskReporter(
            store: self.store,
            registry: self.registry,
            signals: RedisSignals(client: self.redis),
            client: DWPClient(configuration: configuration, http: self.http),
            breaker: CircuitBreaker(
                BreakerState(threshold: 5, first: .milliseconds(20), longest: .milliseconds(100))
            ),
            settings: Self.settings(callLimit: self.callLimit),
            logger: quietLogger
        )
    }

    /// The services of one replica.
    func replica(_ reporter: Reporter, concurrency: Int = 256) -> [any Service] {
        let replica = ReplicaID.fresh("tasks")
        let leases = RedisLeases(client: self.redis)
        let configuration = ConsumerConfiguration(
            concurrency: concurrency,
            maximumDeliveries: 1,
            lease: .seconds(10),
            claimInterval: .milliseconds(50)
        )
        let consumer = CommandConsumer(
            queue: self.queue,
            leases: leases,
            handler: reporter,
            consumer: replica,
            configuration: configuration,
            session: { self.redis.generation },
            logger: quietLogger
        )
        let heartbeat = LeaseHeartbeat(
            leases: leases,
            replica: replica,
            lease: .seconds(10),
            interval: .milliseconds(100),
            logger: quietLogger
        )
        return [heartbeat, consumer]
    }

    func send(_ commands: [Command]) async throws {
        let queue = self.queue
        for command in commands { _ = try await queue.send(command) }
    }

    /// Returns when every command was settled.
    func waitUntilSettled(within limit: Duration = .seconds(20)) async throws {
        let queue = self.queue
        try await eventually(within: limit, "an empty queue") { try await queue.backlog() == 0 }
    }

    /// The reasons of the dead letters, with their kinds.
    func deadLetters() async throws -> [(kind: String, reason: String)] {
        let key = RedisArgument(BusKeys.deadLetters(.tasks))
        let reply = try await self.redis.send(RedisCommand("XRANGE", key, "-", "+"))
        return (reply.array ?? []).map { entry in
            let values = entry.array?.last?.array ?? []
            var fields: [String: String] = [:]
            for index in stride(from: 0, to: values.count - 1, by: 2) {
                fields[values[index].string ?? ""] = values[index + 1].string ?? ""
            }
            return (fields["kind", default: ""], fields["reason", default: ""])
        }
    }

    func state(of job: Job) async throws -> TaskState {
        try await self.store.add(.start, to: job.run)
    }
}

/// Runs a test in an office with so many replicas.
///
/// - Parameter callLimit: Short where a call is to take too long.
func withOffice(
    replicas: Int = 1,
    serviceToken: String? = nil,
    callLimit: Duration = .seconds(10),
    _ body: (Office) async throws -> Void
) async throws {
    try await withRedisServer { server in
        let redis = RedisClient(configuration: try RedisConfiguration(url: server.url), logger: quietLogger)
        try await withRunning([redis]) {
            try await redis.waitUntilConnected()
            try await withDWPBackend { backend in
                let http = try CurlFetcher(
                    configuration: CurlFetcherConfiguration(maximumConnections: 1024, maximumHostConnections: 0),
                    logger: quietLogger
                )
                let office = Office(redis: redis, backend: backend, http: http, callLimit: callLimit)
                let services = (0..<replicas).flatMap { _ in
                    office.replica(office.reporter(serviceToken: serviceToken))
                }
                try await withRunning(services) { try await body(office) }
            }
        }
    }
}

/// Runs a test beside services, which are cancelled after it.
func withRunning<Result>(_ services: [any Service], _ body: () async throws -> Result) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        for service in services {
            tasks.addTask { try await service.run() }
        }
        defer { tasks.cancelAll() }
        return try await body()
    }
}

extension DWPBackend {
    /// The calls' kinds in the order of their arrival, those about one task or its creation.
    func operations(of taskId: String?) -> [DWPOperation] {
        self.calls.filter { $0.taskId == taskId }.map(\.operation)
    }
}

/// Expects each job to have one task, completed once, and nothing untoward in the calls.
func expectCompleted(_ jobs: [Job], _ office: Office) async throws {
    let rows = office.backend.rows
    #expect(rows.count == jobs.count)
    #expect(rows.allSatisfy { $0.status == .completed && $0.resultData == Job.result && $0.progress == 100 })
    let completions = office.backend.calls.filter { $0.operation == .complete && $0.hadEffect }
    #expect(Set(completions.map(\.taskId)).count == completions.count, "completed once")
    #expect(office.backend.violations.isEmpty)
    var owners: [String: RunID] = [:]
    for job in jobs {
        let standing = try await office.state(of: job).standing
        #expect(standing.phase == .ended)
        owners[standing.taskId ?? ""] = job.run
    }
    #expect(Set(owners.keys) == Set(rows.map(\.taskId)), "each run has a task of its own")
    let dead = try await office.deadLetters()
    #expect(dead.isEmpty, "\(dead)")
}
