@testable import Bus
import Messages
import TestSupport
import Testing

@Suite struct RunJournalTests {
    static let worker = ReplicaID(instance: "w", boot: "b")
    static let edge = ReplicaID(instance: "e", boot: "b")

    static func epoch(_ id: EventID, after: EventID = .zero, keep: Bool = true, edges: [ReplicaID] = [edge]) throws
        -> Epoch
    {
        let payload = try Started(worker: self.worker, after: after, keep: keep).encoded()
        let started = LogEntry(id: id, event: RunEvent(.started, payload))
        return Epoch(started: started, after: after, isCancelRequested: false, edges: edges, abandonedSince: nil)
    }

    /// A journal whose log holds `confirmed` events after its `started`, with `pending` more to write.
    static func journal(
        _ first: EventID = EventID(1, 1),
        after: EventID = .zero,
        keep: Bool = true,
        confirmed: Int = 0,
        pending: Int = 0
    ) throws -> RunJournal {
        var journal = RunJournal(
            record: try .sample(),
            epoch: try self.epoch(first, after: after, keep: keep),
            now: .now
        )
        for number in 0..<confirmed { #expect(journal.append(.text("c\(number)")) == true) }
        _ = journal.takeBatch(limit: 1000)
        journal.finished(AppendOutcome(.written), now: .now)
        for number in 0..<pending { #expect(journal.append(.text("p\(number)")) == true) }
        return journal
    }

    @Test func eventsAreNumberedOnFromTheEpochsBeginning() throws {
        var journal = try Self.journal(EventID(3, 7), after: EventID(2, 6))
        for text in ["a", "b", "c"] { #expect(journal.append(.text(text)) == true) }
        let batch = journal.takeBatch(limit: 2)
        #expect(batch.entries.map(\.id) == [EventID(3, 8), EventID(3, 9)])
        #expect(batch.edges == [Self.edge])
        #expect(!journal.isReady, "one batch at a time")
        journal.finished(AppendOutcome(.written), now: .now)
        #expect(journal.confirmed == EventID(3, 9))
        #expect(journal.takeBatch(limit: 2).entries.map(\.id) == [EventID(3, 10)])
    }

    @Test func theEpochsBeginningIsAnnouncedUntilABatchIsWritten() throws {
        let epoch = try Self.epoch(EventID(1, 1))
        var journal = RunJournal(record: try .sample(), epoch: epoch, now: .now)
        #expect(journal.isReady)
        #expect(journal.takeBatch(limit: 9).announced == [epoch.started])
        journal.finished(AppendOutcome(.full), now: .now)
        #expect(journal.compare(tip: EventID(1, 1)) == .goOn)
        #expect(journal.takeBatch(limit: 9).announced == [epoch.started])
        journal.finished(AppendOutcome(.written), now: .now)
        #expect(journal.isIdle)
        #expect(journal.takeBatch(limit: 9).announced.isEmpty)
    }

    @Test func nothingFollowsATerminalEvent() throws {
        var journal = try Self.journal()
        #expect(journal.append(.completed) == true)
        #expect(journal.append(.text("late")) == false)
        #expect(journal.append(.completed) == false)
        #expect(journal.status == .open)
        #expect(journal.takeBatch(limit: 9).entries.map(\.event) == [.completed])
        journal.finished(AppendOutcome(.written), now: .now)
        #expect(journal.status == .ended)
        #expect(!journal.isWritable)
    }

    @Test(arguments: [AppendOutcome.Result.refused, .missing, .full])
    func aBatchThatWasNotWrittenIsComparedBeforeAnythingElse(result: AppendOutcome.Result) throws {
        var journal = try Self.journal(pending: 3)
        _ = journal.takeBatch(limit: 9)
        journal.finished(AppendOutcome(result), now: .now)
        #expect(journal.status == .unsure)
        #expect(!journal.isReady)
        #expect(journal.append(.text("more")) == true, "its producer need not know")
    }

    @Test(arguments: 0...4 as ClosedRange<UInt64>)
    func afterAnUnknownEndWhatTheLogHasIsNotWrittenAgain(applied: UInt64) throws {
        var journal = try Self.journal(confirmed: 2, pending: 4)
        _ = journal.takeBatch(limit: 4)
        journal.interrupted()
        #expect(journal.compare(tip: EventID(1, 3 + applied)) == .goOn)
        #expect(journal.status == .open)
        #expect(journal.confirmed == EventID(1, 3 + applied))
        #expect(journal.takeBatch(limit: 9).entries.map(\.id) == (applied..<4).map { EventID(1, 4 + $0) })
    }

    @Test func aRefusedRepeatIsConfirmed() throws {
        var journal = try Self.journal(pending: 2)
        #expect(journal.append(.completed) == true)
        _ = journal.takeBatch(limit: 9)
        journal.finished(AppendOutcome(.refused), now: .now)
        #expect(journal.compare(tip: EventID(1, 4)) == .goOn)
        #expect(journal.status == .ended)
        #expect(journal.isIdle)
    }

    @Test(arguments: [EventID(1, 50), EventID(2, 4), EventID(2, 1), EventID(9, 99)])
    func aLogThatSomebodyElseWroteMeansThatTheRunIsLost(tip: EventID) throws {
        var journal = try Self.journal(confirmed: 2, pending: 1)
        journal.interrupted()
        #expect(journal.compare(tip: tip) == .lost)
        #expect(journal.status == .lost)
        #expect(journal.append(.text("late")) == false)
        #expect(journal.backlogBytes == 0)
    }

    @Test(arguments: [1, 2, 4] as [UInt64])
    func aLostTailIsWrittenAgainInTheNextEpochKeepingTheText(tip: UInt64) throws {
        var journal = try Self.journal(confirmed: 4, pending: 2)
        journal.interrupted()
        #expect(journal.compare(tip: EventID(1, tip)) == .rewrite(keep: true))
        let epoch = try Self.epoch(EventID(2, tip + 1), after: EventID(1, tip))
        journal.rebase(on: epoch, now: .now)
        let batch = journal.takeBatch(limit: 100)
        #expect(batch.announced == [epoch.started])
        let texts = ["c0", "c1", "c2", "c3"].dropFirst(Int(tip) - 1) + ["p0", "p1"]
        #expect(batch.entries.map(\.event.string) == Array(texts))
        #expect(batch.entries.map(\.id) == texts.indices.map { EventID(2, UInt64($0) + 3) })
    }

    @Test func aLostTailThatBeganTheAnswerAnewDoesSoAgain() throws {
        var journal = try Self.journal(EventID(2, 6), after: EventID(1, 5), keep: false, confirmed: 2)
        journal.interrupted()
        var other = journal
        #expect(other.compare(tip: EventID(2, 7)) == .rewrite(keep: true), "its beginning is still there")
        #expect(journal.compare(tip: EventID(1, 4)) == .rewrite(keep: false))
        journal.rebase(on: try Self.epoch(EventID(3, 5), after: EventID(1, 4), keep: false), now: .now)
        #expect(journal.takeBatch(limit: 9).entries.map(\.event.string) == ["c0", "c1"])

        // And once more, now from the repetition.
        journal.finished(AppendOutcome(.written), now: .now)
        journal.interrupted()
        #expect(journal.compare(tip: EventID(1, 4)) == .rewrite(keep: false))
    }

    @Test func aLogThatIsGoneIsWrittenAgainWhole() throws {
        var journal = try Self.journal(EventID(2, 6), after: EventID(1, 5), keep: false, confirmed: 2, pending: 1)
        #expect(journal.append(.completed) == true)
        journal.interrupted()
        #expect(journal.compare(tip: nil) == .rewrite(keep: true), "nothing is left to drop")
        journal.rebase(on: try Self.epoch(EventID(3, 1)), now: .now)
        let entries = journal.takeBatch(limit: 9).entries
        #expect(entries.map(\.id) == (2...5).map { EventID(3, $0) })
        #expect(entries.map(\.event.string) == ["c0", "c1", "p0", "{}"])
        journal.finished(AppendOutcome(.written), now: .now)
        #expect(journal.status == .ended)
    }

    @Test func aSecondLossTakesWhatTheFirstRepetitionWrote() throws {
        var journal = try Self.journal(confirmed: 3)
        journal.interrupted()
        #expect(journal.compare(tip: EventID(1, 2)) == .rewrite(keep: true))
        journal.rebase(on: try Self.epoch(EventID(2, 3), after: EventID(1, 2)), now: .now)
        _ = journal.takeBatch(limit: 9)
        journal.finished(AppendOutcome(.written), now: .now)
        #expect(journal.confirmed == EventID(2, 5))
        journal.interrupted()
        #expect(journal.compare(tip: nil) == .rewrite(keep: true))
        journal.rebase(on: try Self.epoch(EventID(3, 1)), now: .now)
        #expect(journal.takeBatch(limit: 9).entries.map(\.event.string) == ["c0", "c1", "c2"])
    }

    @Test func aRunIsAbandonedFromTheLastEdgesLeavingUntilOneComes() throws {
        var journal = try Self.journal()
        let other = ReplicaID(instance: "e2", boot: "b")
        let now = ContinuousClock.now
        journal.add(other)
        journal.add(other)
        #expect(journal.edges == [Self.edge, other])
        journal.remove(Self.edge, now: now)
        #expect(journal.abandonedSince == nil)
        _ = journal.takeBatch(limit: 1)
        journal.finished(AppendOutcome(.written, goneEdges: [other]), now: now)
        #expect(journal.abandonedSince == now)
        journal.remove(other, now: now + .seconds(1))
        #expect(journal.abandonedSince == now, "the grace counts from the first")
        journal.add(other)
        #expect(journal.abandonedSince == nil)
        let nobody = RunJournal(record: try .sample(), epoch: try Self.epoch(EventID(1, 1), edges: []), now: now)
        #expect(nobody.abandonedSince == now)
    }

    @Test func theBacklogIsWhatIsNotConfirmedAndTheSizeIsAll() throws {
        var journal = try Self.journal(confirmed: 1, pending: 2)
        let backlog = journal.backlogBytes
        #expect(backlog >= 4)
        let size = journal.size
        #expect(size.events == 4)
        _ = journal.takeBatch(limit: 1)
        #expect(journal.backlogBytes == backlog, "on the wire is not confirmed")
        journal.finished(AppendOutcome(.written), now: .now)
        #expect(journal.backlogBytes < backlog)
        _ = journal.takeBatch(limit: 1)
        journal.finished(AppendOutcome(.written), now: .now)
        #expect(journal.backlogBytes == 0)
        #expect(journal.size.events == size.events)
    }
}
