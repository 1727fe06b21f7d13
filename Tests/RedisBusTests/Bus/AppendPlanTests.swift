import Bus
import Messages
@testable import RedisBus
import TestSupport
import Testing

@Suite struct AppendPlanTests {
    static let edges = (0..<2).map { ReplicaID(instance: "edge-\($0)", boot: "b") }

    private func batch(_ texts: Int, _ last: RunEvent? = nil, edges: [ReplicaID] = []) -> RunBatch {
        let events = (0..<texts).map { RunEvent.text("t\($0)") } + (last.map { [$0] } ?? [])
        let entries = events.enumerated().map { LogEntry(id: EventID(1, UInt64($0) + 2), event: $1) }
        return RunBatch(run: .random(), entries: entries, edges: edges)
    }

    private func plan(_ batches: RunBatch...) -> AppendPlan {
        AppendPlan(batches, logCap: 200, inboxCap: 20, timeToLive: 5000)
    }

    private func words(_ command: RedisCommand) -> [String] {
        [command.name] + command.arguments.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func oneEventIsOneCommandAndMoreAreOneTransaction() {
        #expect(self.plan(self.batch(1)).commands.map(\.name) == ["XADD"])
        #expect(self.plan(self.batch(3)).commands.map(\.name) == ["MULTI", "XADD", "XADD", "XADD", "EXEC"])
        #expect(self.plan(self.batch(0)).commands.isEmpty)
        #expect(self.plan().commands.isEmpty)
    }

    @Test func anEntryIsWrittenUnderItsOwnIDAndMakesNoLog() {
        let batch = self.batch(1)
        #expect(
            self.words(self.plan(batch).commands[0]) == [
                "XADD", BusKeys.log(batch.run), "NOMKSTREAM", "MAXLEN", "~", "200", "1-2", "t", "text", "d", "t0",
            ]
        )
    }

    @Test func theLogsComeBeforeTheInboxes() {
        let batches = [self.batch(1, edges: Self.edges), self.batch(2, edges: [Self.edges[1]])]
        let plan = AppendPlan(batches, logCap: 200, inboxCap: 20, timeToLive: 5000)
        let keys = plan.commands.map { self.words($0).dropFirst().first ?? "" }
        let log = [BusKeys.log(batches[0].run), "", BusKeys.log(batches[1].run), BusKeys.log(batches[1].run), ""]
        #expect(keys == log + Self.edges.map(BusKeys.edgeInbox))
        #expect(
            self.words(plan.commands[6]) == [
                "XADD", BusKeys.edgeInbox(Self.edges[1]), "NOMKSTREAM", "MAXLEN", "~", "20", "*",
                "\(batches[0].run):1-2:text", "t0", "\(batches[1].run):1-2:text", "t0", "\(batches[1].run):1-3:text",
                "t1",
            ]
        )
    }

    @Test(arguments: [(AppendPlan.inlineLimit, true), (AppendPlan.inlineLimit + 1, false)])
    func whatIsLongIsOnlyPointedAtInTheInboxes(bytes: Int, isInline: Bool) {
        var batch = self.batch(0, edges: [Self.edges[0]])
        let long = RunEvent.text(String(repeating: "x", count: bytes))
        batch.entries = [LogEntry(id: EventID(1, 2), event: long)]
        let plan = self.plan(batch)
        #expect(plan.commands[0].arguments.last?.bytes.count == bytes)
        let mail = self.words(plan.commands[1]).suffix(2)
        #expect(
            Array(mail)
                == (isInline
                    ? ["\(batch.run):1-2:text", String(repeating: "x", count: bytes)] : ["look", "\(batch.run)"])
        )
    }

    @Test func whatTheLogHasAlreadyIsAnnouncedFirstAndNotWrittenAgain() {
        var batch = self.batch(0, edges: [Self.edges[0]])
        batch.announced = [LogEntry(id: EventID(1, 1), event: RunEvent(.started, Array("{}".utf8)))]
        let plan = self.plan(batch)
        #expect(plan.commands.count == 1)
        #expect(self.words(plan.commands[0]).suffix(2) == ["\(batch.run):1-1:started", "{}"])
    }

    @Test(arguments: [RunEventType.completed, .failed, .cancelled])
    func theEndRenewsTheRunsTimeToLive(type: RunEventType) {
        for texts in [0, 2] {
            let batch = self.batch(texts, RunEvent(type, []))
            let commands = self.plan(batch).commands.map(self.words)
            #expect(
                commands.suffix(2) == [
                    ["PEXPIRE", BusKeys.log(batch.run), "5000"], ["PEXPIRE", BusKeys.meta(batch.run), "5000"],
                ]
            )
        }
        #expect(!self.plan(self.batch(2)).commands.contains { $0.name == "PEXPIRE" })
    }

    private static func error(_ prefix: String) -> RedisValue {
        .error(RedisReplyError("\(prefix) x"))
    }

    @Test(
        arguments: [
            (.bulk(Array("1-2".utf8)), .written), (.null, .missing), (error("ERR"), .refused), (error("OOM"), .full),
            (error("NOREPLICAS"), .full), (error("READONLY"), .full), (error("MISCONF"), .full),
            (error("LOADING"), .full),
        ] as [(RedisValue, AppendOutcome.Result)]
    )
    func aReplyMeansWhatBecameOfTheBatch(reply: RedisValue, result: AppendOutcome.Result) {
        #expect(self.plan(self.batch(1)).outcomes(of: [reply]) == [AppendOutcome(result)])
    }

    @Test(
        arguments: [
            (.array([.bulk([1]), .bulk([2])]), .written), (.array([.null, .null]), .missing),
            (.array([error("ERR"), .bulk([2])]), .refused), (.array([error("ERR"), error("ERR")]), .refused),
            (.array([.bulk([1]), error("ERR")]), .refused), (error("EXECABORT"), .full), (.null, .full),
            (.array([]), .full),
        ] as [(RedisValue, AppendOutcome.Result)]
    )
    func aTransactionsReplyMeansWhatBecameOfTheBatch(reply: RedisValue, result: AppendOutcome.Result) {
        let queued = RedisValue.status("QUEUED")
        let replies = [.status("OK"), queued, queued, reply]
        #expect(self.plan(self.batch(2)).outcomes(of: replies) == [AppendOutcome(result)])
    }

    @Test func anEdgeWithoutInboxIsGoneForTheBatchesThatItServes() {
        let batches = [self.batch(1, edges: Self.edges), self.batch(1, edges: [Self.edges[1]]), self.batch(1)]
        let plan = AppendPlan(batches, logCap: 200, inboxCap: 20, timeToLive: 5000)
        let id = RedisValue.bulk([1])
        let outcomes = plan.outcomes(of: [id, id, id, id, .null])
        #expect(outcomes.map(\.result) == [.written, .written, .written])
        #expect(outcomes.map(\.goneEdges) == [[Self.edges[1]], [Self.edges[1]], []])
        let full = plan.outcomes(of: [id, id, id, Self.error("OOM"), id])
        #expect(full.allSatisfy { $0.goneEdges.isEmpty }, "an inbox that cannot grow is still there")
    }

    @Test func aRecordOfAnInboxIsReadAsItWasWritten() throws {
        let run = RunID.random()
        let entry = LogEntry(id: EventID(3, 17), event: RunEvent(RunEventType(rawValue: "a:b:c"), [0, 255]))
        let name = InboxRecord.name(of: entry, in: run)
        #expect(String(decoding: name, as: UTF8.self) == "\(run):3-17:a:b:c")
        #expect(InboxRecord.item(name: name, value: [0, 255]) == .entry(run, entry))
        #expect(InboxRecord.item(name: Array("look".utf8), value: Array(run.description.utf8)) == .look(run))
    }

    @Test(arguments: [
        "", "made", "look", "a:1-1:text", "0123456789abcdef", "0123456789abcdef:1-1", "0123456789abcdef:x:text",
    ])
    func aRecordThatThisVersionDoesNotKnowIsPassedOver(name: String) {
        #expect(InboxRecord.item(name: Array(name.utf8), value: [1]) == nil)
    }
}
