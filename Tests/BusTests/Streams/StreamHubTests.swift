import Logging
import Messages
import TestSupport
import Testing

@testable import Bus

@Suite(.timeLimit(.minutes(1))) struct StreamHubTests {
    private let bus = InMemoryBus()
    private let edge = ReplicaID(instance: "edge-1", boot: "b0")
    private let worker: ScriptedWorker
    private let registry: InMemoryRunRegistry
    private let hub: StreamHub

    init() {
        self.worker = ScriptedWorker(self.bus)
        self.registry = InMemoryRunRegistry(bus: self.bus)
        self.hub = StreamHub(
            edge: self.edge,
            inbox: InMemoryEdgeInbox(bus: self.bus, edge: self.edge),
            registry: self.registry,
            signals: InMemorySignals(bus: self.bus),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Runs the hub beside an operation, once it has made its inbox and told those who were there to look.
    private func running(_ operation: () async throws -> Void) async throws {
        let probe = self.hub.subscribe(toNew: .test(try .of("9", "9")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await self.hub.run() }
            defer { tasks.cancelAll() }
            while await probe.next(wakeAt: .now + .seconds(60)) != .look { try Task.checkCancellation() }
            await self.hub.unsubscribe(probe, runGoesOn: false)
            try await operation()
        }
    }

    private func newRun(servedBy edge: ReplicaID? = nil) async throws -> RunRecord {
        let record = RunRecord.test(try .of("1", "42"))
        try await self.registry.create(record, servedBy: edge ?? self.edge)
        return record
    }

    private func texts(_ subscription: RunSubscription, count: Int) async -> [String] {
        var texts: [String] = []
        while texts.count < count, !Task.isCancelled {
            guard case .entries(let entries) = await subscription.next(wakeAt: .now + .seconds(60)) else { continue }
            texts += entries.filter { $0.event.type == .text }.map { String(decoding: $0.event.payload, as: UTF8.self) }
        }
        return texts
    }

    @Test func aRunWhoseOwnerTakesNoJoinsIsWatchedThroughItsLog() async throws {
        let record = try await self.newRun(servedBy: ReplicaID(instance: "edge-9", boot: "b0"))
        try await self.worker.begin(record.run)
        try await self.running {
            let subscription = try await self.hub.subscribe(to: record)
            for _ in 0..<3 { #expect(await subscription.next(wakeAt: .now + .seconds(60)) == .look) }
        }
    }

    @Test func eachViewerGetsItsOwnRunsEvents() async throws {
        let records = [try await self.newRun(), try await self.newRun()]
        try await self.running {
            // Those who are there when the inbox is made look at the log first.
            let subscriptions = (records + [records[0]]).map { self.hub.subscribe(toNew: $0) }
            for record in records {
                try await self.worker.begin(record.run)
                try await self.worker.say("\(record.run)", in: record.run)
            }
            #expect(await self.texts(subscriptions[0], count: 1) == ["\(records[0].run)"])
            #expect(await self.texts(subscriptions[1], count: 1) == ["\(records[1].run)"])
            #expect(await self.texts(subscriptions[2], count: 1) == ["\(records[0].run)"])
            #expect(self.hub.viewerCount == 3)
        }
    }

    @Test func aTenantsRunsAreKnownForAsLongAsSomebodyWatchesThem() async throws {
        var records: [RunRecord] = []
        for (index, tenant) in ["1", "2", "1", "1"].enumerated() {
            var record = RunRecord.test(try .of(tenant, "\(index)"))
            record.created = Int64(index)
            records.append(record)
        }
        let subscriptions = records.map { self.hub.subscribe(toNew: $0) }
        let second = self.hub.subscribe(toNew: records[3])
        let tenant = records[0].caller.tenant
        #expect(self.hub.newestRuns(of: tenant, limit: 9) == [records[3].run, records[2].run, records[0].run])
        #expect(self.hub.newestRuns(of: tenant, limit: 2) == [records[3].run, records[2].run])
        await self.hub.unsubscribe(subscriptions[3], runGoesOn: false)
        #expect(self.hub.newestRuns(of: tenant, limit: 1) == [records[3].run])
        await self.hub.unsubscribe(second, runGoesOn: false)
        await self.hub.unsubscribe(subscriptions[0], runGoesOn: false)
        #expect(self.hub.newestRuns(of: tenant, limit: 9) == [records[2].run])
    }

    @Test func whoJoinsARunFromElsewhereIsMadeKnownToItsOwner() async throws {
        let record = try await self.newRun(servedBy: ReplicaID(instance: "edge-2", boot: "b0"))
        let inbox = InMemoryWorkerInbox(bus: self.bus, worker: self.worker.id)
        _ = try await inbox.renew()
        try await self.worker.begin(record.run)
        let first = try await self.hub.subscribe(to: record)
        let second = try await self.hub.subscribe(to: record)
        #expect(try await inbox.receive(wait: .zero) == [.join(record.run, self.edge)])
        #expect(try await self.registry.edges(of: record.run).contains(self.edge))

        await self.hub.unsubscribe(first, runGoesOn: true)
        #expect(try await inbox.receive(wait: .zero).isEmpty)
        await self.hub.unsubscribe(second, runGoesOn: true)
        #expect(try await inbox.receive(wait: .zero) == [.leave(record.run, self.edge)])
        #expect(try await !self.registry.edges(of: record.run).contains(self.edge))
        #expect(self.hub.viewerCount == 0)
    }

    @Test func aViewerWhoseClientIsGoneAndForWhomNobodyFollowsIsRemoved() async throws {
        let record = try await self.newRun()
        self.hub.subscribe(toNew: record).clientGone()
        try await self.running {
            while try await !self.registry.edges(of: record.run).isEmpty { await Task.yield() }
            #expect(self.hub.viewerCount == 0)
        }
    }

    @Test func leavingAnEndedRunTroublesNobody() async throws {
        let record = try await self.newRun()
        let inbox = InMemoryWorkerInbox(bus: self.bus, worker: self.worker.id)
        _ = try await inbox.renew()
        try await self.worker.begin(record.run)
        await self.hub.unsubscribe(self.hub.subscribe(toNew: record), runGoesOn: false)
        #expect(try await inbox.receive(wait: .zero).isEmpty)
        #expect(self.hub.viewerCount == 0)
    }

    @Test func withoutTheBusNobodyIsAdded() async throws {
        let record = try await self.newRun()
        self.bus.fail()
        await #expect(throws: BusError.self) { _ = try await self.hub.subscribe(to: record) }
        #expect(self.hub.viewerCount == 0)
    }

    @Test func aLookIsPassedOn() async throws {
        let record = try await self.newRun()
        let subscription = self.hub.subscribe(toNew: record)
        try await self.running {
            _ = try await InMemorySignals(bus: self.bus).look(at: record.run, edge: self.edge)
            var wake = await subscription.next(wakeAt: .now + .seconds(60))
            while wake != .look { wake = await subscription.next(wakeAt: .now + .seconds(60)) }
        }
    }

    @Test func afterAnOutageEverybodyLooks() async throws {
        let record = try await self.newRun()
        let subscription = self.hub.subscribe(toNew: record)
        try await self.running {
            self.bus.fail()
            while await subscription.next(wakeAt: .now + .seconds(60)) != .look {}
            self.bus.recover()
        }
    }

    @Test func aShutdownReachesThoseWhoAreThereAndThoseWhoComeLate() async throws {
        let record = try await self.newRun()
        let early = self.hub.subscribe(toNew: record)
        self.hub.shutDown()
        let late = self.hub.subscribe(toNew: record)
        #expect(await early.next(wakeAt: .now + .seconds(60)) == .shutdown)
        #expect(await late.next(wakeAt: .now + .seconds(60)) == .shutdown)
        #expect(self.hub.isShuttingDown)
    }
}
