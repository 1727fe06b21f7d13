import Bus
import DWPGateway
import Messages
import RedisBus
import TestSupport
import Testing

@testable import Tasks

@Suite(.timeLimit(.minutes(2))) struct TaskReaderTests {
    /// Runs a question through a reader, and returns what its run's log says after `started`.
    private func ask<Body: CommandBody>(
        _ body: Body,
        by user: String = "42",
        tenant: String = "7",
        in office: Office,
        breaker: CircuitBreaker = CircuitBreaker()
    ) async throws -> [RunEvent] {
        let worker = ReplicaID.fresh("tasks")
        let log = RedisRunLog(client: office.redis, timeToLive: .seconds(600))
        let writer = RunWriter(log: log, worker: worker, logger: quietLogger)
        let client = DWPClient(
            configuration: DWPConfiguration(baseURL: office.backend.url, callLimit: office.callLimit),
            http: office.http
        )
        let ownership = RunOwnership(
            log: log,
            writer: writer,
            worker: worker,
            detachGrace: .seconds(30),
            logger: quietLogger
        )
        let reader = TaskReader(ownership: ownership, client: client, breaker: breaker, logger: quietLogger)
        var job = Job()
        job.user = user
        job.tenant = tenant
        var command = try job.command(body)
        command.deadline = 4_000_000_000_000
        let record = RunRecord(
            run: command.run,
            kind: .tasks,
            caller: command.caller,
            created: 0,
            deadline: command.deadline
        )
        try await office.registry.create(record, servedBy: .fresh("edge"))
        let asked = command
        _ = try await withRunning([writer]) { await reader.handle(asked, attempt: 1) }
        return try await log.allEntries(of: command.run).dropFirst().map(\.event)
    }

    private func make(_ count: Int, _ office: Office, user: String = "42") async throws -> [String] {
        var tasks: [String] = []
        let client = DWPClient(configuration: DWPConfiguration(baseURL: office.backend.url), http: office.http)
        var job = Job()
        job.user = user
        let caller = try job.command(StartTask()).caller
        for number in 0..<count {
            let create = CreateTask(taskType: "analysis", description: "일 \(number)")
            let dwp = DWPCaller(tenant: caller.tenant, user: caller.user, correlation: "c")
            tasks.append(try await client.create(create, for: dwp).taskId)
        }
        return tasks
    }

    private func listing(_ events: [RunEvent]) throws -> TaskListing {
        #expect(events.map(\.type) == [.tasks, .completed])
        return try TaskListing.decoded(from: try #require(events.first).payload)
    }

    @Test func aPageHoldsTheCallersTasksTheNewestFirst() async throws {
        try await withOffice(replicas: 0) { office in
            let tasks = try await self.make(3, office)
            _ = try await self.make(2, office, user: "9")
            let first = try self.listing(try await self.ask(ListTasks(page: 0, size: 2), in: office))
            #expect(first.tasks.map(\.taskId) == [tasks[2], tasks[1]])
            #expect(first.total == 3)
            let second = try self.listing(try await self.ask(ListTasks(page: 1, size: 2), in: office))
            #expect(second.tasks.map(\.taskId) == [tasks[0]])
        }
    }

    @Test func aTaskIsShownAsTheBackendHasIt() async throws {
        try await withOffice(replicas: 0) { office in
            let task = try await self.make(1, office)[0]
            office.backend.edit(task) { row in
                row.status = .completed
                row.resultData = #"{"result":"끝"}"#
                row.completedAt = "2026-02-01T09:30:00.482913"
            }
            let token = CallerAuthorization(token: "mine", expiresAt: 4_000_000_000)
            let read = ReadTask(taskId: task, authorization: token)
            let shown = try #require(try self.listing(try await self.ask(read, in: office)).tasks.first)
            let row = try #require(office.backend.rows.first)
            #expect(shown.taskId == task)
            #expect(shown.status == "COMPLETED")
            #expect(shown.resultData == #"{"result":"끝"}"#)
            #expect(shown.completedAt == "2026-02-01T09:30:00.482913")
            #expect(shown.createdAt == row.createdAt)
            #expect(shown.description == "일 0")
            #expect(office.backend.calls.last?.request.header("Authorization") == "Bearer mine")
            let page = try self.listing(try await self.ask(ListTasks(page: 0, size: 5), in: office))
            #expect(page.tasks.first?.resultData == nil)
        }
    }

    @Test(arguments: [("9", "7"), ("42", "8")])
    func anothersTaskIsNone(user: String, tenant: String) async throws {
        try await withOffice(replicas: 0) { office in
            let task = try await self.make(1, office)[0]
            let events = try await self.ask(ReadTask(taskId: task), by: user, tenant: tenant, in: office)
            #expect(try self.listing(events).tasks.isEmpty)
            let unknown = try await self.ask(ReadTask(taskId: "none"), in: office)
            #expect(try self.listing(unknown).tasks.isEmpty)
        }
    }

    @Test(arguments: [
        (DWPFault.hang, RunFailure.ErrorType.providerTimeout), (.status(504), .providerTimeout), (.cut, .provider),
        (.status(503), .provider), (.status(500, body: #"{"success":false,"errorCode":"E1000"}"#), .provider),
        (.status(403, body: #"{"success":false}"#), .provider),
    ])
    func aFailureSaysWhetherTheTimeRanOut(fault: DWPFault, type: RunFailure.ErrorType) async throws {
        try await withOffice(replicas: 0, callLimit: fault == .hang ? .seconds(1) : .seconds(10)) { office in
            office.backend.plan { _ in fault }
            let events = try await self.ask(ListTasks(page: 0, size: 2), in: office)
            #expect(events.map(\.type) == [.failed])
            let failure = try RunFailure.decoded(from: try #require(events.first).payload)
            #expect(failure.errorType == type)
        }
    }

    @Test func aBackendThatIsAwayIsNotAskedByEverybody() async throws {
        try await withOffice(replicas: 0) { office in
            let breaker = CircuitBreaker(BreakerState(threshold: 2, first: .seconds(60), longest: .seconds(60)))
            office.backend.plan { _ in .status(503) }
            for _ in 0..<5 {
                let events = try await self.ask(ListTasks(page: 0, size: 2), in: office, breaker: breaker)
                #expect(events.map(\.type) == [.failed])
            }
            #expect(office.backend.calls.count == 2)
        }
    }
}
