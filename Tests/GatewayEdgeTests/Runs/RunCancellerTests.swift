import Bus
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(1))) struct RunCancellerTests {
    private let bus = InMemoryBus()
    private let edge = ReplicaID(instance: "edge-1", boot: "b0")
    private let worker: ScriptedWorker
    private let registry: InMemoryRunRegistry
    private let leases: InMemoryLeases

    init() {
        self.worker = ScriptedWorker(self.bus)
        self.registry = InMemoryRunRegistry(bus: self.bus)
        self.leases = InMemoryLeases(bus: self.bus)
    }

    private func cancel(_ run: RunID) async throws {
        try await RunCanceller(
            registry: self.registry,
            log: self.worker.log,
            leases: self.leases,
            signals: InMemorySignals(bus: self.bus),
            edge: self.edge
        ).cancel(run)
    }

    private func newRun() async throws -> RunID {
        let record = RunRecord.test(try .of("1", "42"))
        try await self.registry.create(record, servedBy: self.edge)
        return record.run
    }

    private func terminal(of run: RunID) async throws -> RunEvent? {
        try await Transcript.read(run, from: self.worker.log).terminal
    }

    @Test func aRunThatNobodyBeganIsEndedAtOnce() async throws {
        let run = try await self.newRun()
        try await self.cancel(run)
        let terminal = try #require(try await self.terminal(of: run))
        #expect(terminal.type == .cancelled)
        #expect(try RunFailure.decoded(from: terminal.payload).errorType == .cancelled)
        // A worker that gets its command later finds it ended.
        let outcome = try await self.worker.log.begin(run, as: self.worker.id, keep: false, above: 0, restoring: nil)
        #expect(outcome == .ended(.cancelled))
    }

    @Test func aLivingOwnerIsToldAndEndsItItself() async throws {
        let run = try await self.newRun()
        let inbox = InMemoryWorkerInbox(bus: self.bus, worker: self.worker.id)
        _ = try await inbox.renew()
        try await self.leases.renew(self.worker.id, for: .seconds(60))
        try await self.worker.begin(run)
        try await self.cancel(run)
        #expect(try await inbox.receive(wait: .zero) == [.cancel(run)])
        #expect(try await self.registry.isCancelRequested(run))
        #expect(try await self.terminal(of: run) == nil)
    }

    @Test func aLivingOwnerWithoutAnInboxFindsTheWishLater() async throws {
        let run = try await self.newRun()
        try await self.leases.renew(self.worker.id, for: .seconds(60))
        try await self.worker.begin(run)
        try await self.cancel(run)
        #expect(try await self.registry.isCancelRequested(run))
        #expect(try await self.terminal(of: run) == nil)
    }

    @Test func aRunWithoutALivingOwnerIsEndedHere() async throws {
        let run = try await self.newRun()
        // Its inbox outlives a worker that was killed.
        _ = try await InMemoryWorkerInbox(bus: self.bus, worker: self.worker.id).renew()
        try await self.worker.begin(run)
        try await self.worker.say("half", in: run)
        try await self.cancel(run)
        #expect(try await self.terminal(of: run)?.type == .cancelled)
        let transcript = try await Transcript.read(run, from: self.worker.log)
        #expect(String(decoding: transcript.text, as: UTF8.self) == "half")
        #expect(transcript.last.epoch == 2)
    }

    @Test func forAnEndedRunNothingChanges() async throws {
        let run = try await self.newRun()
        try await self.worker.begin(run)
        let end = try await self.worker.complete(run)
        try await self.cancel(run)
        try await self.cancel(run)
        #expect(try await self.worker.log.tip(of: run) == end.id)
        #expect(try await !self.registry.isCancelRequested(run))
    }

    @Test func anUnknownRunIsNoError() async throws {
        try await self.cancel(.random())
    }

    @Test func withoutTheBusItSaysSo() async throws {
        let run = try await self.newRun()
        self.bus.fail()
        await #expect(throws: BusError.self) { try await self.cancel(run) }
    }
}
