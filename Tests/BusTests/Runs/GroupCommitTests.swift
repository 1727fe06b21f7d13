@testable import Bus
import Messages
import TestSupport
import Testing

@Suite struct GroupCommitTests {
    private func open(_ count: Int, in commit: inout GroupCommit) throws -> [RunID] {
        try (0..<count).map { _ in
            let journal = try RunJournalTests.journal()
            #expect(commit.open(journal) == true)
            return journal.record.run
        }
    }

    private func batches(_ step: GroupCommit.Step) throws -> [RunBatch] {
        guard case .write(let batches) = step else { throw SampleError() }
        return batches
    }

    private func isResting(_ step: GroupCommit.Step) -> Bool {
        if case .rest = step { true } else { false }
    }

    @Test func whatArrivesDuringAWriteJoinsTheNextInOrder() throws {
        var commit = GroupCommit()
        let run = try self.open(1, in: &commit)[0]
        #expect(self.isResting(commit.next(entries: 9)))
        #expect(commit.append(.text("1"), to: run) == true)
        let first = try self.batches(commit.next(entries: 9))
        #expect(first.map { $0.entries.map(\.event.string) } == [["1"]])
        for text in ["2", "3", "4"] { #expect(commit.append(.text(text), to: run) == true) }
        #expect(self.isResting(commit.next(entries: 9)), "one write of a run at a time")
        commit.finished([AppendOutcome(.written)], now: .now)
        let second = try self.batches(commit.next(entries: 9))
        #expect(second.map { $0.entries.map(\.event.string) } == [["2", "3", "4"]])
        commit.finished([AppendOutcome(.written)], now: .now)
        #expect(self.isResting(commit.next(entries: 9)))
    }

    @Test func aNewRunIsWrittenForItsEpochsBeginningAlone() throws {
        var commit = GroupCommit()
        let journal = RunJournal(record: try .sample(), epoch: try RunJournalTests.epoch(EventID(1, 1)), now: .now)
        #expect(commit.open(journal) == true)
        #expect(commit.open(journal) == false, "it is taken up once")
        let batches = try self.batches(commit.next(entries: 9))
        #expect(batches.count == 1)
        #expect(batches[0].entries.isEmpty)
        #expect(batches[0].announced.count == 1)
    }

    @Test func aRunIsListedOnceHoweverMuchItSays() throws {
        var commit = GroupCommit()
        let runs = try self.open(2, in: &commit)
        for number in 0..<50 { for run in runs { #expect(commit.append(.text("\(number)"), to: run) == true) } }
        let batches = try self.batches(commit.next(entries: 1000))
        #expect(batches.map(\.run) == runs)
        #expect(batches.map(\.entries.count) == [50, 50])
        #expect(self.isResting(commit.next(entries: 1000)))
    }

    @Test func aWriteHoldsNoMoreThanItsLimitAndNoRunStarves() throws {
        var commit = GroupCommit()
        let runs = try self.open(3, in: &commit)
        for number in 0..<10 { #expect(commit.append(.text("\(number)"), to: runs[0]) == true) }
        for run in runs.dropFirst() { #expect(commit.append(.text("x"), to: run) == true) }
        let first = try self.batches(commit.next(entries: 4))
        #expect(first.map(\.run) == [runs[0]])
        #expect(first[0].entries.count == 4)
        commit.finished([AppendOutcome(.written)], now: .now)
        let second = try self.batches(commit.next(entries: 4))
        #expect(second.map(\.run) == [runs[1], runs[2], runs[0]])
        #expect(second.map(\.entries.count) == [1, 1, 2])
        #expect(second[2].entries.first?.event.string == "4")
    }

    @Test func outcomesReachTheRunsThatTheyBelongTo() throws {
        var commit = GroupCommit()
        let runs = try self.open(3, in: &commit)
        for run in runs { #expect(commit.append(.text("x"), to: run) == true) }
        _ = commit.next(entries: 9)
        commit.finished([AppendOutcome(.written), AppendOutcome(.refused), AppendOutcome(.written)], now: .now)
        guard case .compare(let run) = commit.next(entries: 9) else { throw SampleError() }
        #expect(run == runs[1])
        #expect(runs.map { commit.journals[$0]?.status } == [.open, .unsure, .open])
        #expect(self.isResting(commit.next(entries: 9)), "asked once; whoever fails to compare says so")
        commit.change(run) { $0.interrupted() }
        guard case .compare = commit.next(entries: 9) else { throw SampleError() }
    }

    @Test func aLogThatCannotBeReadHoldsUpNoOtherRun() throws {
        var commit = GroupCommit()
        let runs = try self.open(3, in: &commit)
        for run in runs.prefix(2) { #expect(commit.append(.text("a"), to: run) == true) }
        _ = try self.batches(commit.next(entries: 9))
        commit.interrupted()
        #expect(commit.append(.text("b"), to: runs[2]) == true)
        guard case .compare(let first) = commit.next(entries: 9) else { throw SampleError() }
        commit.change(first) { $0.interrupted() }
        #expect(try self.batches(commit.next(entries: 9)).map(\.run) == [runs[2]], "others are written meanwhile")
        commit.finished([AppendOutcome(.written)], now: .now)
        guard case .compare(let second) = commit.next(entries: 9) else { throw SampleError() }
        #expect(Set([first, second]) == Set(runs.prefix(2)), "and the next is compared before the first again")
    }

    @Test(arguments: [false, true])
    func afterDistrustEveryRunIsComparedAndNothingIsForgotten(isOnWire: Bool) throws {
        var commit = GroupCommit()
        let runs = try self.open(5, in: &commit)
        for run in runs.prefix(3) { for text in ["a", "b"] { #expect(commit.append(.text(text), to: run) == true) } }
        if isOnWire { _ = commit.next(entries: 3) }
        commit.distrustAll()
        // What comes of the write now belongs to nobody.
        commit.finished(runs.map { _ in AppendOutcome(.written) }, now: .now)
        for run in runs.prefix(3) { #expect(commit.append(.text("c"), to: run) == true) }
        var compared: Set<RunID> = []
        var batches: [RunBatch] = []
        steps: while true {
            switch commit.next(entries: 99) {
            case .compare(let run):
                #expect(compared.insert(run).inserted == true, "each once")
                let decision = commit.change(run) { $0.compare(tip: EventID(1, 1)) }
                #expect(decision == .goOn)
            case .write(let ready):
                #expect(compared.isSuperset(of: ready.map(\.run)), "none before it was compared")
                batches += ready
                commit.finished(ready.map { _ in AppendOutcome(.written) }, now: .now)
            case .rest:
                break steps
            }
        }
        #expect(compared == Set(runs))
        #expect(batches.count == 3)
        #expect(Set(batches.map(\.run)) == Set(runs.prefix(3)))
        #expect(batches.allSatisfy { $0.entries.map(\.event.string) == ["a", "b", "c"] })
        #expect(batches.allSatisfy { $0.entries.map(\.id) == (2...4).map { EventID(1, $0) } })
    }

    @Test func anInterruptedWriteIsComparedAndWrittenAgain() throws {
        var commit = GroupCommit()
        let runs = try self.open(2, in: &commit)
        #expect(commit.append(.text("x"), to: runs[0]) == true)
        _ = commit.next(entries: 9)
        commit.interrupted()
        guard case .compare(runs[0]) = commit.next(entries: 9) else { throw SampleError() }
        commit.change(runs[0]) { _ = $0.compare(tip: EventID(1, 1)) }
        #expect(try self.batches(commit.next(entries: 9)).map(\.run) == [runs[0]])
    }

    @Test func aClosedRunIsNeitherWrittenNorCompared() throws {
        var commit = GroupCommit()
        let runs = try self.open(2, in: &commit)
        for run in runs { #expect(commit.append(.text("x"), to: run) == true) }
        commit.close(runs[0])
        #expect(commit.append(.text("y"), to: runs[0]) == false)
        #expect(try self.batches(commit.next(entries: 9)).map(\.run) == [runs[1]])
        commit.close(runs[1])
        commit.finished([AppendOutcome(.refused)], now: .now)
        commit.distrustAll()
        #expect(self.isResting(commit.next(entries: 9)))
        let isIdle: Bool? = commit.change(runs[0]) { $0.isIdle }
        #expect(isIdle == nil)
    }
}

extension GroupCommit {
    /// Takes an event as the writer hands it over; false where the run is lost or has ended.
    fileprivate mutating func append(_ event: RunEvent, to run: RunID) -> Bool {
        self.change(run) { $0.append(event) } ?? false
    }
}
