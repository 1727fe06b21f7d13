import Bus
import Messages
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct RunWriterTests {
    let bus = InMemoryBus()
    let worker = ReplicaID.fresh("worker")
    let edge = ReplicaID.fresh("edge")

    var log: InMemoryRunLog { InMemoryRunLog(bus: self.bus) }
    var registry: InMemoryRunRegistry { InMemoryRunRegistry(bus: self.bus) }

    private func makeRun(_ kind: RunKind = .chat) async throws -> RunRecord {
        let record = try RunRecord.sample(kind: kind)
        try await self.registry.create(record, servedBy: self.edge)
        return record
    }

    /// Begins a run and hands its output to a test, beside a writer that runs.
    private func withOutput<Log: RunLog>(
        _ log: Log,
        kind: RunKind = .chat,
        keep: Bool = true,
        _ body: (RunWriter<Log>, RunOutput<Log>) async throws -> Void
    ) async throws {
        let record = try await self.makeRun(kind)
        let writer = RunWriter(log: log, worker: self.worker, logger: silent)
        let epoch = try await self.log.mustBegin(record.run, as: self.worker, keep: keep)
        try await withServices(writer) {
            try await body(writer, try #require(writer.open(record, epoch: epoch)))
        }
    }

    private func append(_ range: Range<Int>, to output: RunOutput<some RunLog>) async throws {
        for number in range { try await output.append(.text("\(number) ")) }
    }

    private func text(_ range: Range<Int>) -> String { range.map { "\($0) " }.joined() }

    /// Hands over events of 1 KiB, and notes how much the run has said with each that the writer let go.
    private func fill(_ output: RunOutput<some RunLog>, with count: Int, noting size: SaidSoFar) async throws {
        let event = RunEvent.text(String(repeating: "x", count: 1024))
        for _ in 0..<count { size.note(try await output.append(event)) }
    }

    /// Waits until one more event of ``fill(_:with:noting:)`` is more than may wait.
    private func waitForFullBacklog(_ size: SaidSoFar) async throws {
        try await eventually("a full backlog") { size.bytes > RunWriter<InMemoryRunLog>.backlogLimit - 1100 }
    }

    @Test func everythingIsInTheLogOnceAndInOrder() async throws {
        try await self.withOutput(self.log) { _, output in
            try await self.append(0..<3000, to: output)
            try await output.append(.completed)
            try await output.settle()
            let entries = try await self.log.allEntries(of: output.run)
            expectDense(entries)
            #expect(entries.last?.event == .completed)
            #expect(try await self.log.text(of: output.run) == self.text(0..<3000))
            await #expect(throws: RunLost.self) { try await output.append(.text("late")) }
        }
    }

    @Test func manyRunsAreWrittenSideBySide() async throws {
        let writer = RunWriter(log: self.log, worker: self.worker, logger: silent)
        try await withServices(writer) {
            try await withThrowingTaskGroup { tasks in
                for _ in 0..<50 {
                    tasks.addTask {
                        let record = try await self.makeRun()
                        let epoch = try await self.log.mustBegin(record.run, as: self.worker)
                        let output = try #require(writer.open(record, epoch: epoch))
                        try await self.append(0..<100, to: output)
                        try await output.append(.completed)
                        try await output.settle()
                        output.close()
                        expectDense(try await self.log.allEntries(of: record.run))
                        #expect(try await self.log.text(of: record.run) == self.text(0..<100))
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(writer.runs.isEmpty)
        }
    }

    @Test func whatArrivesDuringAWriteIsOneWriteAndNobodyWaitsForIt() async throws {
        let gate = Gate()
        let log = HookedLog(self.bus) { batches async throws(BusError) in
            if batches.contains(where: { !$0.entries.isEmpty }) { await gate.pass() }
            return nil
        }
        try await self.withOutput(log) { _, output in
            try await output.append(.text("0 "))
            try await eventually("the first write") { gate.arrivals == 1 }
            try await self.append(1..<200, to: output)
            gate.open()
            try await output.settle()
            #expect(log.writes.filter { $0 > 0 } == [1, 199])
            #expect(try await self.log.text(of: output.run) == self.text(0..<200))
        }
    }

    @Test func whatACallSaysIsOneWriteWithItsEnd() async throws {
        let log = HookedLog(self.bus) { _ async throws(BusError) in nil }
        try await self.withOutput(log, kind: .search) { _, output in
            // Nothing tells that nothing happens: a writer that was woken has had its turn by then.
            func letTheWriterRest() async { for _ in 0..<1000 { await Task.yield() } }
            try await output.append(.text("begun"))
            try await output.settle()
            await letTheWriterRest()
            try await output.append(.text("found"))
            await letTheWriterRest()
            try await output.append(.completed)
            try await output.settle()
            #expect(log.writes.filter { $0 > 0 } == [1, 2])
        }
    }

    @Test func whatACallSaidBeforeItWasInterruptedIsWrittenWhenItIsSettled() async throws {
        try await self.withOutput(self.log, kind: .search) { _, output in
            try await output.append(.text("found"))
            try await output.settle()
            #expect(try await self.log.text(of: output.run) == "found")
        }
    }

    @Test func aCallThatSaysMuchIsWrittenBeforeItsEnd() async throws {
        try await self.withOutput(self.log, kind: .embedding) { _, output in
            let text = String(repeating: "x", count: 40 << 10)
            for _ in 0..<4 { try await output.append(.text(text)) }
            try await output.append(.completed)
            try await output.settle()
            #expect(try await self.log.text(of: output.run) == String(repeating: text, count: 4))
        }
    }

    @Test func aFullBacklogHoldsTheProducerAndLetsItGoOn() async throws {
        let gate = Gate()
        let log = HookedLog(self.bus) { _ async throws(BusError) in
            await gate.pass()
            return nil
        }
        try await self.withOutput(log) { _, output in
            let size = SaidSoFar()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await self.fill(output, with: 500, noting: size) }
                try await self.waitForFullBacklog(size)
                for _ in 0..<200 { await Task.yield() }
                #expect(size.bytes <= RunWriter<HookedLog>.backlogLimit + 1100)
                gate.open()
                try await tasks.waitForAll()
                #expect(size.events == 501, "with the epoch's beginning")
            }
            try await output.settle()
            let entries = try await self.log.allEntries(of: output.run)
            expectDense(entries)
            #expect(entries.count == 501)
        }
    }

    @Test func aHeldProducerThatIsCancelledIsLetGo() async throws {
        try await self.withOutput(self.log) { _, output in
            self.bus.fail()
            let size = SaidSoFar()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await self.fill(output, with: 500, noting: size) }
                try await self.waitForFullBacklog(size)
                tasks.cancelAll()
                try await tasks.waitForAll()
            }
            await withTaskGroup { tasks in
                tasks.addTask { try? await output.settle() }
                tasks.cancelAll()
            }
            output.close()
            self.bus.recover()
        }
    }

    @Test(arguments: [0, 1, 7, 50, 10_000])
    func afterAnOutageTheLogIsDenseAndCompleteWhateverWasLost(tail: Int) async throws {
        try await self.withOutput(self.log) { _, output in
            try await self.append(0..<50, to: output)
            try await output.settle()
            self.bus.fail(with: BusError(.connectionLost, "told to fail"))
            try await self.append(50..<100, to: output)
            self.bus.recover(losing: tail)
            try await self.append(100..<150, to: output)
            try await output.settle()
            self.bus.fail()
            try await output.append(.completed)
            self.bus.recover(losing: tail)
            try await output.settle()
            let entries = try await self.log.allEntries(of: output.run)
            expectDense(entries)
            #expect(entries.last?.event == .completed)
            #expect(try await self.log.text(of: output.run) == self.text(0..<150))
        }
    }

    @Test(arguments: [1, 11, 12, 10_000])
    func anAnswerThatBeganAnewStillDoesAfterItsBeginningWasLost(tail: Int) async throws {
        let record = try await self.makeRun()
        let old = try await self.log.mustBegin(record.run, as: .fresh("worker"))
        let partial = (2...5).map { LogEntry(id: EventID(1, $0), event: .text("old")) }
        _ = try await self.log.append(
            [RunBatch(run: record.run, entries: partial, edges: [])],
            session: self.log.session
        )
        #expect(old.started.id == EventID(1, 1))
        let epoch = try await self.log.mustBegin(record.run, as: self.worker, keep: false)
        let writer = RunWriter(log: self.log, worker: self.worker, logger: silent)
        try await withServices(writer) {
            let output = try #require(writer.open(record, epoch: epoch))
            try await self.append(0..<10, to: output)
            try await output.settle()
            self.bus.fail()
            self.bus.recover(losing: tail)
            try await output.append(.completed)
            try await output.settle()
            expectDense(try await self.log.allEntries(of: record.run))
            #expect(try await self.log.text(of: record.run) == self.text(0..<10))
        }
    }

    @Test func aRunThatTheStoreForgotIsRestored() async throws {
        try await self.withOutput(self.log) { _, output in
            try await self.append(0..<20, to: output)
            try await output.settle()
            self.bus.fail()
            self.bus.lose(output.run)
            self.bus.recover()
            try await self.append(20..<30, to: output)
            try await output.append(.completed)
            try await output.settle()
            let entries = try await self.log.allEntries(of: output.run)
            expectDense(entries)
            #expect(entries.first?.id == EventID(2, 1))
            #expect(try await self.log.text(of: output.run) == self.text(0..<30))
            #expect(try await self.registry.record(of: output.run)?.owner == self.worker)
        }
    }

    @Test func aLostTailIsWrittenAgainThoughNothingIsInFlight() async throws {
        try await self.withOutput(self.log) { _, output in
            try await self.append(0..<10, to: output)
            try await output.settle()
            self.bus.fail()
            self.bus.recover(losing: 4)
            try await eventually("the repetition") { try await self.log.text(of: output.run) == self.text(0..<10) }
            expectDense(try await self.log.allEntries(of: output.run))
        }
    }

    @Test func aRepetitionWhoseBeginningWasNotConfirmedIsGoneOnWith() async throws {
        let replies = Mutex(0)
        let log = HookedLog(
            self.bus,
            afterBegin: { () async throws(BusError) in
                let number = replies.withLock { count in
                    count += 1
                    return count
                }
                if number == 1 { throw BusError(.connectionLost, "the reply is lost") }
            }
        )
        try await self.withOutput(log) { _, output in
            try await self.append(0..<10, to: output)
            try await output.settle()
            self.bus.fail()
            self.bus.recover(losing: 4)
            try await output.append(.completed)
            try await output.settle()
            expectDense(try await self.log.allEntries(of: output.run))
            #expect(try await self.log.text(of: output.run) == self.text(0..<10))
        }
    }

    @Test func aStoreThatIsFullIsTriedAgainWithoutAHole() async throws {
        let refusals = Mutex(5)
        let log = HookedLog(self.bus) { batches async throws(BusError) in
            let mustRefuse = refusals.withLock { count in
                guard count > 0, batches.contains(where: { !$0.entries.isEmpty }) else { return false }
                count -= 1
                return true
            }
            return mustRefuse ? batches.map { _ in AppendOutcome(.full) } : nil
        }
        try await self.withOutput(log) { _, output in
            try await self.append(0..<100, to: output)
            try await output.append(.completed)
            try await output.settle()
            #expect(refusals.withLock { $0 } == 0)
            expectDense(try await self.log.allEntries(of: output.run))
            #expect(try await self.log.text(of: output.run) == self.text(0..<100))
        }
    }

    @Test func settlingWaitsUntilTheStoreHasAll() async throws {
        let gate = Gate()
        let log = HookedLog(self.bus) { batches async throws(BusError) in
            if batches.contains(where: { !$0.entries.isEmpty }) { await gate.pass() }
            return nil
        }
        try await self.withOutput(log) { _, output in
            try await output.append(.text("0 "))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                let hasSettled = Mutex(false)
                tasks.addTask {
                    try await output.settle()
                    hasSettled.withLock { $0 = true }
                }
                try await eventually("the write") { gate.arrivals == 1 }
                for _ in 0..<200 { await Task.yield() }
                #expect(!hasSettled.withLock { $0 })
                gate.open()
                try await tasks.waitForAll()
            }
            #expect(try await self.log.tip(of: output.run) == EventID(1, 2))
        }
    }

    @Test func aSettleThatIsCancelledReturnsAtOnce() async throws {
        try await self.withOutput(self.log) { _, output in
            self.bus.fail()
            try await output.append(.text("x"))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await output.settle() }
                tasks.cancelAll()
                try await tasks.waitForAll()
            }
            self.bus.recover()
        }
    }

    @Test func theRunIsLostWhenAnotherWorkerBeginsIt() async throws {
        try await self.withOutput(self.log) { _, output in
            try await self.append(0..<5, to: output)
            try await output.settle()
            let heir = ReplicaID.fresh("worker")
            let epoch = try await self.log.mustBegin(output.run, as: heir, keep: false)
            await #expect(throws: RunLost.self) {
                try await output.append(.text("late"))
                try await output.settle()
            }
            await #expect(throws: RunLost.self) { try await output.append(.text("later")) }
            #expect(try await self.log.tip(of: output.run) == epoch.started.id)
        }
    }

    @Test func theRunIsLostWhenItWasEndedFromOutside() async throws {
        try await self.withOutput(self.log) { _, output in
            try await self.append(0..<5, to: output)
            try await output.settle()
            let end = RunEvent(.cancelled, [])
            _ = try await self.log.end(output.run, at: 1, with: end, as: self.edge)
            self.bus.fail()
            self.bus.recover()
            await #expect(throws: RunLost.self) {
                try await output.append(.text("late"))
                try await output.settle()
            }
            #expect(try await self.log.allEntries(of: output.run).last?.event == end)
        }
    }

    @Test func aHeldProducerLearnsThatItsRunIsLost() async throws {
        try await self.withOutput(self.log) { _, output in
            self.bus.fail()
            let size = SaidSoFar()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await self.fill(output, with: 5000, noting: size) }
                try await self.waitForFullBacklog(size)
                self.bus.recover()
                _ = try await self.log.mustBegin(output.run, as: .fresh("worker"))
                await #expect(throws: RunLost.self) { try await tasks.waitForAll() }
            }
        }
    }

    @Test func aRunIsTakenUpOnceAndNotAfterItWasClosed() async throws {
        try await self.withOutput(self.log) { writer, output in
            let record = try #require(await self.registry.record(of: output.run))
            let epoch = try await self.log.mustBegin(output.run, as: self.worker)
            #expect(writer.open(record, epoch: epoch) == nil)
            #expect(writer.runs == [output.run])
            output.close()
            await #expect(throws: RunLost.self) { try await output.append(.text("x")) }
            await #expect(throws: RunLost.self) { try await output.settle() }
            #expect(!writer.add(self.edge, to: output.run))
            #expect(writer.open(record, epoch: epoch) != nil)
        }
    }

    /// A beginning is told again where the writer hears only then of its session; edges pass over it.
    private static func withoutRepeats(_ items: [EdgeMail.Item]) -> [EdgeMail.Item] {
        items.reduce(into: []) { kept, item in
            if case .entry(_, let entry) = item, entry.event.type == .started, kept.contains(item) { return }
            kept.append(item)
        }
    }

    @Test func theEdgesGetWhatTheLogGetsAndGoneOnesAreLeft() async throws {
        let late = ReplicaID.fresh("edge")
        let (first, second) = (
            InMemoryEdgeInbox(bus: self.bus, edge: self.edge), InMemoryEdgeInbox(bus: self.bus, edge: late)
        )
        _ = try await first.renew()
        _ = try await second.renew()
        try await self.withOutput(self.log) { writer, output in
            try await output.append(.text("a"))
            try await output.settle()
            #expect(writer.add(late, to: output.run))
            #expect(writer.add(.fresh("gone"), to: output.run))
            try await output.append(.text("b"))
            try await output.settle()
            writer.remove(self.edge, from: output.run)
            try await output.append(.text("c"))
            try await output.settle()
            let entries = try await self.log.allEntries(of: output.run).map { EdgeMail.Item.entry(output.run, $0) }
            #expect(Self.withoutRepeats(try await first.receive(wait: .zero).items) == Array(entries[0...2]))
            #expect(Self.withoutRepeats(try await second.receive(wait: .zero).items) == Array(entries[2...3]))
            #expect(writer.runsAbandoned(for: .zero).isEmpty)
            writer.remove(late, from: output.run)
            #expect(writer.runsAbandoned(for: .zero) == [output.run])
            #expect(writer.runsAbandoned(for: .seconds(60)).isEmpty)
        }
    }

    @Test func aRunThatSaysNothingIsAnnounced() async throws {
        let inbox = InMemoryEdgeInbox(bus: self.bus, edge: self.edge)
        _ = try await inbox.renew()
        try await self.withOutput(self.log) { writer, output in
            writer.announce()
            let items = Self.withoutRepeats(try await inbox.receive(wait: .seconds(30)).items)
            #expect(items == (try await self.log.allEntries(of: output.run)).map { .entry(output.run, $0) })
        }
    }

    @Test func aRunWhoseOnlyEdgeHasNoInboxIsAbandoned() async throws {
        try await self.withOutput(self.log) { writer, output in
            try await output.append(.text("a"))
            try await output.settle()
            #expect(writer.runsAbandoned(for: .zero) == [output.run])
        }
    }
}
