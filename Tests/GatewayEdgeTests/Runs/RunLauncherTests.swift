import Bus
import Foundation
import HTTPTypes
import Logging
import Messages
import Observability
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(1))) struct RunLauncherTests {
    private let bus = InMemoryBus()
    private let queue = InMemoryCommandQueue()
    private let chat = ContinueChat(messages: [ChatMessage(role: .user, content: "hi")], model: "m", language: .english)
    private let edge = ReplicaID(instance: "edge-1", boot: "b0")

    private func launcher<Queue: CommandQueue>(
        over queue: Queue,
        admission: QueueAdmission
    ) -> RunLauncher<Queue, InMemoryRunRegistry, InMemoryRunLog> {
        let registry = InMemoryRunRegistry(bus: self.bus)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let hub = StreamHub(
            edge: self.edge,
            inbox: InMemoryEdgeInbox(bus: self.bus, edge: self.edge),
            registry: registry,
            signals: InMemorySignals(bus: self.bus),
            logger: logger
        )
        return RunLauncher(
            sender: RunSender(queue: queue, registry: registry, log: InMemoryRunLog(bus: self.bus), hub: hub),
            admission: admission,
            startTimeout: .seconds(60),
            logger: logger
        )
    }

    private var launcher: RunLauncher<InMemoryCommandQueue, InMemoryRunRegistry, InMemoryRunLog> {
        self.launcher(over: self.queue, admission: QueueAdmission(limit: 100) { 0 })
    }

    private func refusal(_ body: () async throws -> Void) async -> EdgeError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? EdgeError
        }
    }

    @Test func aRunIsRecordedAndItsCommandSent() async throws {
        let caller = try Caller.of("1", "42")
        let launch = try await self.launcher.launch(
            kind: .chat,
            for: caller,
            idempotencyKey: nil,
            request: "r",
            traceparent: "00-aa-bb-01"
        ) { self.chat }
        #expect(launch.subscription?.run == launch.record.run)
        #expect(try await InMemoryRunRegistry(bus: self.bus).record(of: launch.record.run) == launch.record)
        let deliveries = try await self.queue.receive(as: self.edge, limit: 10, wait: .zero)
        let command = try #require(deliveries.first).command()
        #expect(deliveries.count == 1)
        #expect(command.run == launch.record.run)
        #expect(command.kind == "chat")
        #expect(command.caller == caller)
        #expect(command.edge == self.edge)
        #expect(command.deadline == launch.record.created + 60_000)
        #expect(command.traceparent == "00-aa-bb-01")
        #expect(try ContinueChat.decoded(from: command.body) == self.chat)
    }

    @Test func theSearchForARunsDocumentsIsNoTimeOfTheEdges() async throws {
        let registry = PrometheusRegistry()
        var launcher = self.launcher
        launcher.hops = HopMetrics(factory: PrometheusMetricsFactory(registry: registry))
        for key in ["a", "a"] {
            _ = try await launcher.launch(
                kind: .chat,
                for: .of("1", "42"),
                idempotencyKey: key,
                request: "r",
                traceparent: nil
            ) {
                try await Task.sleep(for: .milliseconds(400))
                return self.chat
            }
        }
        // The second request joined the first one's run: it sent no command.
        #expect(registry.value(of: #"aura_hop_seconds_count{hop="edge"}"#) == 1)
        #expect(registry.value(of: #"aura_hop_seconds_sum{hop="edge"}"#) ?? 1 < 0.3)
    }

    private func launch(_ key: String?, as caller: Caller, request: String = "r") async throws -> RunID {
        try await self.launcher.launch(
            kind: .chat,
            for: caller,
            idempotencyKey: key,
            request: request,
            traceparent: nil
        ) { self.chat }.record.run
    }

    @Test func theSameKeyJoinsTheRunMadeForIt() async throws {
        let caller = try Caller.of("1", "42")
        let first = try await self.launch("k", as: caller)
        #expect(try await self.launch("k", as: caller) == first)
        #expect(try await self.queue.backlog() == 1)
        #expect(try await self.launch("k2", as: caller) != first)
        #expect(try await self.launch(nil, as: caller) != first)
    }

    @Test func theSameKeyForAnotherRequestIsAConflict() async throws {
        let caller = try Caller.of("1", "42")
        _ = try await self.launch("k", as: caller)
        let refusal = await self.refusal { _ = try await self.launch("k", as: caller, request: "other") }
        #expect(refusal?.status == .conflict)
        #expect(refusal?.code == .idempotencyConflict)
        #expect(try await self.queue.backlog() == 1)
    }

    @Test func anotherUsersKeyIsAnother() async throws {
        let first = try await self.launch("k", as: .of("1", "42"))
        let others = [try await self.launch("k", as: .of("1", "43")), try await self.launch("k", as: .of("2", "42"))]
        #expect(Set(others + [first]).count == 3)
        // What is put together is told apart by where it was cut.
        #expect(try await self.launch("k", as: .of("14", "2")) != (try await self.launch("k", as: .of("1", "42"))))
    }

    @Test func ofTwoAtOnceOneMakesTheRun() async throws {
        let caller = try Caller.of("1", "42")
        let runs = try await withThrowingTaskGroup(of: RunID.self) { tasks in
            for _ in 0..<50 { tasks.addTask { try await self.launch("k", as: caller) } }
            return try await tasks.reduce(into: Set<RunID>()) { $0.insert($1) }
        }
        #expect(runs.count == 1)
        #expect(try await self.queue.backlog() == 1)
    }

    /// A run whose edge has bound its key to it, and got no further.
    private func bound(_ key: String, for caller: Caller, age: Duration) async throws -> (RunRecord, String) {
        let registry = InMemoryRunRegistry(bus: self.bus)
        var record = RunRecord.test(caller)
        record.created = Int64(Date().timeIntervalSince1970 * 1000) - Int64(age / .milliseconds(1))
        try await registry.create(record, servedBy: self.edge)
        let digest = RunLauncher<InMemoryCommandQueue, InMemoryRunRegistry, InMemoryRunLog>.digest(of: key, caller)
        _ = try await registry.bind(IdempotencyBinding(run: record.run, request: "r"), to: digest)
        return (record, digest)
    }

    @Test func aKeyWhoseRunWasNeverSentMakesANewRun() async throws {
        let caller = try Caller.of("1", "42")
        let (record, digest) = try await self.bound("k", for: caller, age: .seconds(60))
        let run = try await self.launch("k", as: caller)
        #expect(run != record.run)
        #expect(try await self.queue.backlog() == 1)
        #expect(
            try await InMemoryRunLog(bus: self.bus).hasEnded(record.run),
            "others who joined it would wait for ever"
        )
        let binding = try await InMemoryRunRegistry(bus: self.bus).binding(of: digest)
        #expect(binding == IdempotencyBinding(run: run, request: "r", isSent: true))
        #expect(try await self.launch("k", as: caller) == run)
    }

    @Test func aKeyWhoseRunHasBegunJoinsIt() async throws {
        let caller = try Caller.of("1", "42")
        let (record, _) = try await self.bound("k", for: caller, age: .seconds(60))
        _ = try await InMemoryRunLog(bus: self.bus)
            .begin(record.run, as: .fresh("worker"), keep: false, above: 0, restoring: nil)
        #expect(try await self.launch("k", as: caller) == record.run)
        #expect(try await self.queue.backlog() == 0)
    }

    @Test func aKeyWhoseRunIsBeingSentIsWaitedFor() async throws {
        let caller = try Caller.of("1", "42")
        let (record, digest) = try await self.bound("k", for: caller, age: .zero)
        async let run = self.launch("k", as: caller)
        let binding = IdempotencyBinding(run: record.run, request: "r")
        #expect(try await InMemoryRunRegistry(bus: self.bus).confirm(binding, of: digest))
        #expect(try await run == record.run)
        #expect(try await self.queue.backlog() == 0)
    }

    @Test func nothingIsMadeWhileTooMuchWaits() async throws {
        let admission = QueueAdmission(limit: 1) { 0 }
        admission.observe(backlog: 1)
        let launcher = self.launcher(over: self.queue, admission: admission)
        let refusal = await self.refusal {
            _ = try await launcher.launch(
                kind: .chat,
                for: .of("1", "42"),
                idempotencyKey: nil,
                request: "r",
                traceparent: nil
            ) { self.chat }
        }
        #expect(refusal?.status == .serviceUnavailable)
        #expect(refusal?.retryAfter != nil)
        #expect(try await self.queue.backlog() == 0)
    }

    @Test func eachSentCommandTellsHowManyWait() async throws {
        let launcher = self.launcher(over: self.queue, admission: QueueAdmission(limit: 3) { 0 })
        var statuses: [HTTPResponse.Status?] = []
        for _ in 0..<5 {
            let refusal = await self.refusal {
                _ = try await launcher.launch(
                    kind: .chat,
                    for: .of("1", "42"),
                    idempotencyKey: nil,
                    request: "r",
                    traceparent: nil
                ) { self.chat }
            }
            statuses.append(refusal?.status)
        }
        #expect(statuses == [nil, nil, nil, .serviceUnavailable, .serviceUnavailable])
    }

    @Test func withoutTheBusTheAnswerIs503() async throws {
        self.bus.fail()
        for key in [nil, "k"] {
            let refusal = await self.refusal { _ = try await self.launch(key, as: .of("1", "42")) }
            #expect(refusal?.status == .serviceUnavailable)
            #expect(refusal?.retryAfter != nil)
        }
        self.bus.recover()
        _ = try await self.launch("k", as: .of("1", "42"))
    }

    @Test func aKeyWhoseCommandCouldNotBeSentIsFreeAgain() async throws {
        let launcher = self.launcher(over: DeafQueue(), admission: QueueAdmission(limit: 100) { 0 })
        let caller = try Caller.of("1", "42")
        let refusal = await self.refusal {
            _ = try await launcher.launch(
                kind: .chat,
                for: caller,
                idempotencyKey: "k",
                request: "r",
                traceparent: nil
            ) { self.chat }
        }
        #expect(refusal?.status == .serviceUnavailable)
        #expect(launcher.sender.hub.viewerCount == 0)
        // The client was told to try again, and gets a run of its own, not the one that never began.
        let again = try await self.launch("k", as: caller)
        #expect(try await !InMemoryRunLog(bus: self.bus).hasEnded(again))
    }
}
