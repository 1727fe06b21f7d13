import Bus
import DWPGateway
import HTTPFetch
import Messages
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Tasks

/// What a crashed reporter leaves, another must bring to its end; at whatever point the crash comes.
@Suite(.timeLimit(.minutes(3))) struct TaskCrashTests {
    /// What outlives a process.
    private struct Remains {
        let queue = InMemoryCommandQueue()
        let store = InMemoryTaskStore()
        let bus = InMemoryBus()
        let backend: DWPBackend
        let http: CurlFetcher
    }

    /// A replica's parts; where the life has an end, everything stops there and nothing is given back.
    private func replica(_ remains: Remains, _ life: Life) -> [any Service] {
        let replica = ReplicaID.fresh("tasks")
        var settings = Office.settings(callLimit: .seconds(2))
        settings.lock = .milliseconds(200)
        let reporter = TaskReporter(
            store: MortalStore(base: remains.store, life: life),
            registry: InMemoryRunRegistry(bus: remains.bus),
            signals: InMemorySignals(bus: remains.bus),
            client: DWPClient(
                configuration: DWPConfiguration(baseURL: remains.backend.url, callLimit: .seconds(2)),
                http: MortalFetcher(base: remains.http, life: life)
            ),
            breaker: CircuitBreaker(),
            settings: settings,
            logger: quietLogger
        )
        let leases = InMemoryLeases(bus: remains.bus)
        let consumer = CommandConsumer(
            queue: MortalQueue(base: remains.queue, life: life),
            leases: leases,
            handler: reporter,
            consumer: replica,
            configuration: ConsumerConfiguration(
                concurrency: 8,
                lease: .milliseconds(100),
                claimInterval: .milliseconds(20),
                drain: .zero
            ),
            session: { 1 },
            logger: quietLogger
        )
        return [MortalHeartbeat(leases: leases, replica: replica, life: life), consumer]
    }

    /// Sends a task's commands one by one to a process that dies at its `last` call, then lets another go on.
    ///
    /// - Returns: whether the first process came to the point of its death.
    private func crash(at last: Int, _ moment: Life.Moment, _ http: CurlFetcher) async throws -> Bool {
        try await withDWPBackend { backend in
            let remains = Remains(backend: backend, http: http)
            let job = Job()
            let life = Life(endingAt: last, moment)
            let commands = try job.whole()
            try await withRunning(self.replica(remains, life)) {
                for command in commands {
                    _ = try await remains.queue.send(command)
                    try await eventually("the command's end") {
                        if life.isOver { return true }
                        return try await remains.queue.backlog() == 0
                    }
                }
            }
            let hasDied = life.isOver
            try await withRunning(self.replica(remains, Life(endingAt: 0, .before))) {
                try await eventually("the rest of the commands") { try await remains.queue.backlog() == 0 }
            }
            #expect(backend.rows.map(\.status) == [.completed], "\(last) \(moment)")
            #expect(backend.rows.first?.resultData == Job.result)
            #expect(backend.violations.isEmpty, "\(last) \(moment): \(backend.calls.map(\.operation))")
            #expect(backend.calls.filter { $0.operation == .complete && $0.hadEffect }.count == 1)
            #expect(remains.queue.deadLetters.isEmpty)
            let left = try await remains.store.lock(job.run, token: "test", for: .seconds(1))
            #expect(left.state.standing.taskId == backend.rows.first?.taskId)
            return hasDied
        }
    }

    @Test(arguments: Life.Moment.allCases)
    func aTaskSurvivesACrashAtEveryCall(moment: Life.Moment) async throws {
        let http = try CurlFetcher(logger: quietLogger)
        let calls = try await withThrowingTaskGroup(of: Bool.self) { tasks in
            var died = 0
            for last in 1...64 {
                if last > 8, try await tasks.next() == true { died += 1 }
                tasks.addTask { try await self.crash(at: last, moment, http) }
            }
            for try await hasDied in tasks where hasDied { died += 1 }
            return died
        }
        // Four calls of a command at least: its wish, the lock's taking and giving back, its settling.
        #expect(calls >= 6 * 4)
        #expect(calls < 64, "the last crashes come after the end")
        await http.shutdown()
    }
}

/// A lease that is renewed until the process dies.
private struct MortalHeartbeat: Service {
    let leases: InMemoryLeases
    let replica: ReplicaID
    let life: Life

    func run() async throws {
        while !Task.isCancelled, !self.life.isOver {
            try? await self.leases.renew(self.replica, for: .milliseconds(100))
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
