import Logging
import Messages
import Observability
import ServiceLifecycle
import TestSupport
import Testing

@testable import Bus

@Suite(.timeLimit(.minutes(1))) struct RunCallerTests {
    private let bus = InMemoryBus()
    private let queue = InMemoryCommandQueue()
    private let replica = ReplicaID(instance: "caller-1", boot: "b0")
    private let worker: ScriptedWorker
    private let registry: InMemoryRunRegistry
    private let hub: StreamHub
    private let metrics = PrometheusRegistry()

    init() {
        self.worker = ScriptedWorker(self.bus)
        self.registry = InMemoryRunRegistry(bus: self.bus)
        self.hub = StreamHub(
            edge: self.replica,
            inbox: InMemoryEdgeInbox(bus: self.bus, edge: self.replica),
            registry: self.registry,
            signals: InMemorySignals(bus: self.bus),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func call(within limit: Duration = .seconds(30)) async throws -> [RunEvent] {
        let log = InMemoryRunLog(bus: self.bus)
        let caller = RunCaller(
            sender: RunSender(queue: self.queue, registry: self.registry, log: log, hub: self.hub),
            watch: RunWatch(
                log: log,
                registry: self.registry,
                leases: InMemoryLeases(bus: self.bus),
                edge: self.replica
            ),
            hops: HopMetrics(factory: PrometheusMetricsFactory(registry: self.metrics))
        )
        return try await caller.call(
            SearchDocuments(query: "x"),
            kind: .search,
            for: .of("1", "42"),
            within: limit,
            traceparent: nil
        )
    }

    /// Calls, while the callee does what it is told with the run.
    private func call(_ callee: @escaping @Sendable (RunID) async throws -> Void) async throws -> [RunEvent] {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let hub = self.hub
            tasks.addTask { try await hub.run() }
            defer { tasks.cancelAll() }
            let signals = InMemorySignals(bus: self.bus)
            while try await !signals.look(at: .random(), edge: self.replica) { await Task.yield() }
            let queue = self.queue
            let worker = self.worker
            tasks.addTask {
                let deliveries = try await queue.receive(as: worker.id, limit: 1, wait: .seconds(30))
                try await callee(try #require(deliveries.first).command().run)
            }
            return try await self.call()
        }
    }

    @Test func theCalleesEventsAreTheAnswer() async throws {
        let events = try await self.call { run in
            try await self.worker.begin(run)
            try await self.worker.say("a", "b", in: run)
            try await self.worker.complete(run)
        }
        #expect(events == [.text("a"), .text("b")])
        #expect(self.hub.viewerCount == 0)
        #expect(self.metrics.value(of: #"aura_hop_seconds_count{hop="edge"}"#) == 1)
    }

    @Test func whatTheInboxLostIsReadFromTheLog() async throws {
        let events = try await self.call { run in
            try await self.worker.begin(run)
            try await self.worker.say("a", in: run, to: [])
            try await self.worker.say("b", in: run)
            try await self.worker.complete(run)
        }
        #expect(events == [.text("a"), .text("b")])
    }

    @Test func aRestartedCalleeIsHeardOnce() async throws {
        let events = try await self.call { run in
            try await self.worker.begin(run)
            try await self.worker.say("old", in: run)
            try await self.worker.begin(run)
            try await self.worker.say("new", in: run)
            try await self.worker.complete(run)
        }
        #expect(events == [.text("new")])
    }

    @Test func aFailureIsThrown() async throws {
        await #expect {
            _ = try await self.call { run in
                try await self.worker.begin(run)
                try await self.worker.fail(run, .provider)
            }
        } throws: { error in
            (error as? RunFailure)?.errorType == .provider
        }
    }

    @Test func aLateAnswerIsNotWaitedForNorBegun() async throws {
        await #expect(throws: RunFailure.late) { try await self.call(within: .milliseconds(20)) }
        #expect(self.hub.viewerCount == 0)
        let deliveries = try await self.queue.receive(as: self.worker.id, limit: 1, wait: .zero)
        let run = try #require(deliveries.first).command().run
        #expect(try await self.registry.isCancelRequested(run))
    }

    @Test func anAnsweredRunIsForgotten() async throws {
        let runs = AsyncStream.makeStream(of: RunID.self)
        _ = try await self.call { run in
            runs.continuation.yield(run)
            try await self.worker.begin(run)
            try await self.worker.complete(run)
        }
        var iterator = runs.stream.makeAsyncIterator()
        let run = try #require(await iterator.next())
        #expect(try await self.registry.record(of: run) == nil, "at the latest when the hub ends")
    }

    @Test func withoutTheBusItFailsAtOnce() async throws {
        self.bus.fail()
        await #expect(throws: BusError.self) { try await self.call() }
        #expect(self.hub.viewerCount == 0)
    }
}
