import Bus
import Messages
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct RunStewardshipTests {
    typealias Stewardship<Registry: RunRegistry> = RunStewardship<
        InMemoryRunLog, PatientInbox, Registry, InMemorySignals
    >

    let bus = InMemoryBus()
    let worker = ReplicaID.fresh("worker")
    let edge = ReplicaID.fresh("edge")

    var log: InMemoryRunLog { InMemoryRunLog(bus: self.bus) }
    var registry: InMemoryRunRegistry { InMemoryRunRegistry(bus: self.bus) }
    var signals: InMemorySignals { InMemorySignals(bus: self.bus) }

    /// Waits so long that a test cannot pass by a read that timed out.
    struct PatientInbox: WorkerInbox {
        var base: InMemoryWorkerInbox

        func renew() async throws(BusError) -> Bool { try await self.base.renew() }
        func close() async throws(BusError) { try await self.base.close() }

        func receive(wait: Duration) async throws(BusError) -> [WorkerSignal] {
            try await self.base.receive(wait: wait + .seconds(3600))
        }
    }

    /// How often a run was told to stop.
    final class Stops: Sendable {
        private let number = Atomic(0)
        var count: Int { self.number.load(ordering: .sequentiallyConsistent) }
        func stop() { self.number.add(1, ordering: .sequentiallyConsistent) }
    }

    private func withStewardship<Registry: RunRegistry>(
        _ registry: Registry,
        detachGrace: Duration = .seconds(3600),
        _ body: (RunWriter<InMemoryRunLog>, Stewardship<Registry>) async throws -> Void
    ) async throws {
        let writer = RunWriter(log: self.log, worker: self.worker, logger: silent)
        let stewardship = RunStewardship(
            writer: writer,
            inbox: PatientInbox(base: InMemoryWorkerInbox(bus: self.bus, worker: self.worker)),
            registry: registry,
            edges: self.signals,
            detachGrace: detachGrace,
            logger: silent
        )
        try await withServices(writer, stewardship) { try await body(writer, stewardship) }
    }

    private func begin(in writer: RunWriter<InMemoryRunLog>) async throws -> RunOutput<InMemoryRunLog> {
        let record = try RunRecord.sample()
        try await self.registry.create(record, servedBy: self.edge)
        let epoch = try await self.log.mustBegin(record.run, as: self.worker)
        return try #require(writer.open(record, epoch: epoch))
    }

    /// Sends once the worker has made its inbox.
    private func send(_ signal: WorkerSignal) async throws {
        try await eventually("an inbox") { try await self.signals.send(signal, to: self.worker) }
    }

    @Test func aCancelStopsItsRunAtOnceAndNoOther() async throws {
        try await self.withStewardship(self.registry) { writer, stewardship in
            let (run, other) = (try await self.begin(in: writer).run, try await self.begin(in: writer).run)
            let (stops, others) = (Stops(), Stops())
            stewardship.watch(run) { stops.stop() }
            stewardship.watch(other) { others.stop() }
            try await self.send(.cancel(.random()))
            try await self.send(.cancel(run))
            try await eventually("the stop by a read that was woken") { stops.count == 1 }
            #expect(others.count == 0)
            stewardship.forget(run)
            try await self.send(.cancel(run))
            try await self.send(.cancel(other))
            try await eventually("the other stop") { others.count == 1 }
            #expect(stops.count == 1, "a run that is forgotten is not stopped")
        }
    }

    @Test func anEdgeThatJoinsGetsWhatFollowsAndLooksAtWhatWasBefore() async throws {
        let late = ReplicaID.fresh("edge")
        let inbox = InMemoryEdgeInbox(bus: self.bus, edge: late)
        _ = try await inbox.renew()
        try await self.withStewardship(self.registry) { writer, _ in
            let output = try await self.begin(in: writer)
            try await output.append(.text("before"))
            try await output.settle()
            try await self.send(.join(output.run, late))
            #expect(try await inbox.receive(wait: .seconds(20)).items == [.look(output.run)])
            try await output.append(.text("after"))
            try await output.settle()
            let entry = LogEntry(id: EventID(1, 3), event: .text("after"))
            #expect(try await inbox.receive(wait: .seconds(20)).items == [.entry(output.run, entry)])
            try await self.send(.leave(output.run, late))
            try await eventually("the leave") { !writer.runsAbandoned(for: .zero).isEmpty }
            try await output.append(.text("later"))
            try await output.settle()
            #expect(try await inbox.receive(wait: .zero).items.isEmpty)
        }
    }

    @Test func aRunThatNobodyWatchesIsStoppedUnlessTheRegistryKnowsALivingEdge() async throws {
        let living = ReplicaID.fresh("edge")
        let inbox = InMemoryEdgeInbox(bus: self.bus, edge: living)
        _ = try await inbox.renew()
        try await self.withStewardship(self.registry, detachGrace: .milliseconds(20)) { writer, stewardship in
            let (left, watched) = (try await self.begin(in: writer), try await self.begin(in: writer))
            let (stops, others) = (Stops(), Stops())
            // The signal of this join never arrived.
            try await self.registry.add(living, to: watched.run)
            stewardship.watch(left.run) { stops.stop() }
            stewardship.watch(watched.run) { others.stop() }
            for output in [left, watched] {  // the edge that asked is gone
                try await output.append(.text("x"))
                try await output.settle()
            }
            try await eventually("the second round's stop") { stops.count >= 2 }
            #expect(others.count == 0)
            _ = try await inbox.receive(wait: .seconds(20))
            try await watched.append(.text("y"))
            try await watched.settle()
            let mail = try await inbox.receive(wait: .seconds(20)).items
            #expect(mail.contains(.entry(watched.run, LogEntry(id: EventID(1, 3), event: .text("y")))))
        }
    }

    @Test func aRunIsNotStoppedWithinTheGrace() async throws {
        try await self.withStewardship(self.registry, detachGrace: .seconds(3600)) { writer, stewardship in
            let output = try await self.begin(in: writer)
            let (stops, signs) = (Stops(), Stops())
            stewardship.watch(output.run) { stops.stop() }
            try await output.append(.text("x"))
            try await output.settle()
            try await eventually("nobody serves it") { writer.runsAbandoned(for: .zero) == [output.run] }
            let other = RunID.random()
            stewardship.watch(other) { signs.stop() }
            try await self.send(.cancel(other))
            try await eventually("a sign of life") { signs.count == 1 }
            #expect(stops.count == 0)
        }
    }

    @Test func cancelsThatWentWithTheInboxAreHeardAfterwards() async throws {
        try await self.withStewardship(self.registry) { writer, stewardship in
            let (cancelled, other) = (try await self.begin(in: writer).run, try await self.begin(in: writer).run)
            let (stops, others) = (Stops(), Stops())
            stewardship.watch(cancelled) { stops.stop() }
            stewardship.watch(other) { others.stop() }
            try await self.send(.leave(.random(), self.edge))
            try await InMemoryWorkerInbox(bus: self.bus, worker: self.worker).close()
            _ = try await self.registry.requestCancel(cancelled)
            try await eventually("the stop") { stops.count > 0 }
            #expect(others.count == 0)
        }
    }

    @Test func missedCancelsAreAskedForUntilTheStoreAnswers() async throws {
        let failuresLeft = Atomic(2)
        let registry = HookedRegistry(
            base: self.registry,
            beforeCancelRead: { () throws(BusError) in
                guard failuresLeft.load(ordering: .relaxed) > 0 else { return }
                failuresLeft.subtract(1, ordering: .relaxed)
                throw BusError(.connectionLost, "told to fail")
            }
        )
        try await self.withStewardship(registry) { writer, stewardship in
            let run = try await self.begin(in: writer).run
            let stops = Stops()
            stewardship.watch(run) { stops.stop() }
            try await self.send(.leave(.random(), self.edge))
            try await InMemoryWorkerInbox(bus: self.bus, worker: self.worker).close()
            _ = try await self.registry.requestCancel(run)
            try await eventually("the stop") { stops.count > 0 }
            #expect(failuresLeft.load(ordering: .relaxed) == 0)
        }
    }

    @Test func anOutageEndsNothing() async throws {
        try await self.withStewardship(self.registry) { writer, stewardship in
            let run = try await self.begin(in: writer).run
            let stops = Stops()
            stewardship.watch(run) { stops.stop() }
            try await self.send(.leave(.random(), self.edge))
            self.bus.fail()
            self.bus.recover()
            try await self.send(.cancel(run))
            try await eventually("the stop") { stops.count == 1 }
        }
    }

    @Test func theInboxIsGoneAfterTheShutdown() async throws {
        try await self.withStewardship(self.registry) { _, _ in
            try await self.send(.cancel(.random()))
        }
        #expect(try await !self.signals.send(.cancel(.random()), to: self.worker))
    }
}
