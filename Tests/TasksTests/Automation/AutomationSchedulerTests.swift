import Bus
import FoundationEssentials
import Messages
import RedisBus
import ServiceLifecycle
import TestSupport
import Testing

@testable import Tasks

@Suite(.timeLimit(.minutes(2))) struct AutomationSchedulerTests {
    private typealias Scheduler = AutomationScheduler<
        RedisAutomationStore, RedisRunRegistry, RedisRunLog, RedisCommandQueue, RedisCommandQueue
    >

    private struct Plan {
        let office: Office

        var store: RedisAutomationStore { RedisAutomationStore(client: self.office.redis) }
        var log: RedisRunLog { RedisRunLog(client: self.office.redis, timeToLive: .seconds(600)) }
        var work: RedisCommandQueue { RedisCommandQueue(client: self.office.redis, service: .llm) }

        func scheduler(_ replica: ReplicaID = .fresh("tasks")) -> Scheduler {
            Scheduler(
                store: self.store,
                registry: self.office.registry,
                log: self.log,
                launcher: AutomationLauncher(
                    store: self.store,
                    registry: self.office.registry,
                    log: self.log,
                    work: self.work,
                    reports: self.office.queue,
                    replica: replica
                ),
                replica: replica,
                interval: .milliseconds(50),
                logger: quietLogger
            )
        }

        /// Makes an automation that is due so many milliseconds from now.
        func make(_ schedule: String?, dueIn milliseconds: Int64) async throws -> AutomationEntry {
            let tenant = try #require(TenantID("7"))
            let user = try #require(UserID("42"))
            let now = try await self.store.now()
            let automation = Automation(
                caller: Caller(tenant: tenant, user: user),
                instruction: "요약",
                schedule: try AutomationSchedule(schedule, zone: .gmt),
                created: now
            )
            let addition = try await self.store.add(
                automation,
                AutomationStanding(due: now + milliseconds),
                work: AnalyseQuestion(question: "요약", isAutomation: true),
                binding: nil,
                limit: 100
            )
            guard case .added(let entry) = addition else { throw SampleError() }
            return entry
        }

        func entry(_ id: AutomationID) async throws -> AutomationEntry { try #require(try await self.store.entry(id)) }

        /// The commands that wait for the llm service.
        func commands() async throws -> [Command] {
            let reply = try await self.office.redis.send(
                RedisCommand("XRANGE", RedisArgument(BusKeys.commands(.llm)), "-", "+")
            )
            return try (reply.array ?? []).map { entry in
                let values = entry.array?.last?.array ?? []
                let fields = stride(from: 0, to: values.count - 1, by: 2).map { index in
                    (name: values[index].string ?? "", value: values[index + 1].bytes ?? [])
                }
                return try Command(fields: fields)
            }
        }

        func end(_ run: RunID, with type: RunEventType) async throws {
            _ = try await self.log.end(run, at: 0, with: RunEvent(type, []), as: .fresh("llm"))
        }
    }

    private func withPlan(_ body: (Plan) async throws -> Void) async throws {
        try await withOffice(replicas: 0) { office in try await body(Plan(office: office)) }
    }

    @Test func ofManyReplicasOneRunsEachDueTime() async throws {
        try await self.withPlan { plan in
            let made = try await plan.make("2100-01-01T00:00", dueIn: 300)
            let many = try await plan.make("2100-01-01T00:00", dueIn: 300)
            try await withRunning((0..<6).map { _ in plan.scheduler() }) {
                for id in [made.automation.id, many.automation.id] {
                    try await eventually("the launch") {
                        try await plan.entry(id).standing.current?.isLaunched == true
                    }
                }
            }
            let commands = try await plan.commands()
            #expect(commands.count == 2)
            #expect(Set(commands.map(\.run)).count == 2)
            let standing = try await plan.entry(made.automation.id).standing
            #expect(standing.runCount == 1)
            let due = try #require(made.standing.due)
            #expect(standing.runs == [made.automation.id.run(dueAt: due)])
            let record = try #require(try await plan.office.registry.record(of: standing.runs[0]))
            #expect(record.kind == .automation)
            #expect(record.caller == made.automation.caller)
            #expect(try await plan.office.registry.edges(of: record.run).isEmpty)
            let body = try AnalyseQuestion.decoded(from: try #require(commands.first).body)
            #expect(body.question == "요약" && body.runKind == .automation)
        }
    }

    @Test(arguments: [
        (RunEventType.completed, AutomationStanding.Status.completed), (.failed, .failed), (.cancelled, .cancelled),
    ])
    func anAutomationEndsAsItsRunDoes(type: RunEventType, status: AutomationStanding.Status) async throws {
        try await self.withPlan { plan in
            let made = try await plan.make(nil, dueIn: 0)
            try await withRunning([plan.scheduler()]) {
                try await eventually("the launch") {
                    try await plan.entry(made.automation.id).standing.current?.isLaunched == true
                }
                #expect(try await plan.entry(made.automation.id).standing.status == .running)
                try await plan.end(try await plan.entry(made.automation.id).standing.runs[0], with: type)
                try await eventually("the end") { try await plan.entry(made.automation.id).standing.status == status }
            }
        }
    }

    @Test func aRhythmGoesOnAndPassesOverWhatComesDueWhileItsRunGoesOn() async throws {
        try await self.withPlan { plan in
            let made = try await plan.make("* * * * *", dueIn: -600_000)
            let scheduler = plan.scheduler()
            _ = await scheduler.round()
            var entry = try await plan.entry(made.automation.id)
            #expect(entry.standing.runCount == 1, "missed due times come to one run")
            let first = try #require(entry.standing.runs.first)
            #expect(entry.standing.due.map { $0 > entry.automation.created } == true)

            entry = try await self.makeDue(entry, plan)
            _ = await scheduler.round()
            entry = try await plan.entry(made.automation.id)
            #expect(entry.standing.skipped == 1)
            #expect(entry.standing.runs == [first])

            try await plan.end(first, with: .completed)
            entry = try await self.makeDue(entry, plan)
            _ = await scheduler.round()
            entry = try await plan.entry(made.automation.id)
            #expect(entry.standing.runCount == 2)
            #expect(entry.standing.lastOutcome == .completed)
            #expect(try await plan.commands().count == 2)
        }
    }

    private func makeDue(_ entry: AutomationEntry, _ plan: Plan) async throws -> AutomationEntry {
        var standing = entry.standing
        standing.due = try await plan.store.now() - 1
        return try #require(try await plan.store.note(standing, of: entry))
    }

    /// The launcher dies at each of its steps; the run is the same whoever launches it in the end.
    @Test func aDeadReplicasLaunchIsDoneAgainAsTheSameRun() async throws {
        try await self.withPlan { plan in
            let made = try await plan.make(nil, dueIn: 0)
            let now = try await plan.store.now()
            var standing = made.standing
            guard case .launch(let run) = standing.advance(made.automation, at: now) else { throw SampleError() }
            let taken = try #require(try await plan.store.note(standing, of: made))
            _ = await plan.scheduler().round()
            #expect(try await plan.commands().isEmpty, "left alone while its launcher may live")
            standing.current?.look = now - 1
            _ = try #require(try await plan.store.note(standing, of: taken))
            _ = await plan.scheduler().round()
            #expect(try await plan.commands().map(\.run) == [run])
            let entry = try await plan.entry(made.automation.id)
            #expect(entry.standing.current?.isLaunched == true)
            #expect(entry.standing.runCount == 1)
        }
    }

    @Test func whatIsCancelledBetweenTakingAndLaunchingIsNotSent() async throws {
        try await self.withPlan { plan in
            let made = try await plan.make(nil, dueIn: 0)
            var standing = made.standing
            guard case .launch(let run) = standing.advance(made.automation, at: try await plan.store.now()) else {
                throw SampleError()
            }
            let taken = try #require(try await plan.store.note(standing, of: made))
            // The launcher has read its work by now in the worst case; so keep it.
            standing.isCancelled = true
            standing.current = nil
            let scheduler = plan.scheduler()
            _ = try #require(try await plan.store.note(standing, of: taken))
            try await scheduler.launcher.launch(taken)
            #expect(try await plan.commands().isEmpty)
            #expect(try await plan.office.queue.backlog() == 0)
            #expect(try await plan.entry(made.automation.id).standing.status == .cancelled)
            _ = run
        }
    }

    @Test func aRunThatNobodyBeganOrThatIsForgottenFails() async throws {
        try await self.withPlan { plan in
            let made = try await plan.make(nil, dueIn: 0)
            let scheduler = plan.scheduler()
            _ = await scheduler.round()
            let run = try await plan.entry(made.automation.id).standing.runs[0]
            try await plan.office.registry.forget([run])
            try await withRunning([scheduler]) {
                try await eventually("the end") { try await plan.entry(made.automation.id).standing.status == .failed }
            }
            let late = try await plan.make(nil, dueIn: 0)
            _ = await scheduler.round()
            let second = try await plan.entry(late.automation.id).standing.runs[0]
            var record = try #require(try await plan.office.registry.record(of: second))
            record.deadline = try await plan.store.now() - 1
            try await plan.office.registry.create(record, servedBy: .fresh("edge"))
            try await withRunning([scheduler]) {
                try await eventually("the end") { try await plan.entry(late.automation.id).standing.status == .failed }
            }
            #expect(try await plan.log.hasEnded(second))
        }
    }
}
