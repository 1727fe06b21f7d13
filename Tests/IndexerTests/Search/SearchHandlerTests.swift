import Bus
import Foundation
import Messages
import Testing

@testable import Indexer

@Suite(.timeLimit(.minutes(1))) struct SearchHandlerTests {
    private let bus = InMemoryBus()
    private let worker = ReplicaID(instance: "indexer", boot: "1")
    private let edge = ReplicaID(instance: "edge", boot: "1")

    /// Carries a command out on a bus in memory, and returns what came of it and the run's events.
    private func carryOut(
        _ body: [UInt8],
        kind: String = SearchDocuments.kind,
        as owner: TenantID,
        in store: SQLiteStore,
        givingUp: Bool = false,
        embedder: any Embedder = HashingEmbedder()
    ) async throws -> (result: CommandResult, events: [RunEvent]) {
        let log = InMemoryRunLog(bus: self.bus)
        let writer = RunWriter(log: log, worker: self.worker, logger: quietLogger)
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let caller = Caller(tenant: owner, user: try #require(UserID("42")))
        let run = RunID.random()
        let deadline = now + 60_000
        let record = RunRecord(run: run, kind: .search, caller: caller, created: now, deadline: deadline)
        try await InMemoryRunRegistry(bus: self.bus).create(record, servedBy: self.edge)
        let handler = SearchHandler(
            ownership: RunOwnership(
                log: log,
                writer: writer,
                worker: self.worker,
                detachGrace: .seconds(30),
                logger: quietLogger
            ),
            store: store,
            embedder: embedder,
            logger: quietLogger
        )
        let command = Command(run: run, kind: kind, caller: caller, edge: self.edge, deadline: deadline, body: body)
        return try await withRunning([writer]) {
            let result =
                givingUp ? await handler.giveUp(command, attempts: 3) : await handler.handle(command, attempt: 1)
            let entries = try await log.entries(of: run, after: .zero, limit: 100)
            return (result, entries.map(\.event))
        }
    }

    @Test func aSearchAnswersWithResultsAndEnds() async throws {
        try await withStore { store in
            let (mine, other) = (try tenant("1"), try tenant("2"))
            try await store.add([.mail("mail_1", "매출 보고서", in: mine), .mail("mail_1", "매출 비밀", in: other)])
            let body = try SearchDocuments(query: "매출", limit: 5).encoded()
            let (result, events) = try await self.carryOut(body, as: mine, in: store)
            #expect(result == .done)
            #expect(events.map(\.type) == [.started, .results, .completed])
            let results = try SearchResults.decoded(from: events[1].payload)
            #expect(results.results.map(\.text) == ["매출 보고서"])
            #expect(results.results.first?.metadata["type"] == "mail")
            #expect(results.tookMs > 0)
        }
    }

    @Test func withoutTheQuerysVectorFullTextAnswersAndSaysSo() async throws {
        try await withStore { store in
            let owner = try tenant("1")
            try await store.add([.mail("mail_1", "매출 보고서", in: owner), .mail("mail_2", "연차", in: owner)])
            let body = try SearchDocuments(query: "매출").encoded()
            let (_, events) = try await self.carryOut(body, as: owner, in: store, embedder: AwayEmbedder())
            #expect(events.map(\.type) == [.started, .results, .completed])
            let results = try SearchResults.decoded(from: events[1].payload)
            #expect(results.degraded == true)
            #expect(results.results.map(\.id) == ["mail_1"])
            let (_, fine) = try await self.carryOut(body, as: owner, in: store)
            #expect(try SearchResults.decoded(from: fine[1].payload).degraded == nil)
        }
    }

    @Test(arguments: [(-3, 1), (0, 1), (3, 3), (1000, 50)])
    func theLimitIsHeldToItsRange(limit: Int, expected: Int) async throws {
        try await withStore { store in
            let owner = try tenant("1")
            try await store.add((0..<60).map { .mail("mail_\($0)", "회의 안내", in: owner) })
            let body = try SearchDocuments(query: "회의", limit: limit).encoded()
            let (_, events) = try await self.carryOut(body, as: owner, in: store)
            #expect(try SearchResults.decoded(from: events[1].payload).results.count == expected)
        }
    }

    @Test func aBodyThatIsNoSearchFailsTheRunAndIsBuried() async throws {
        try await withStore { store in
            let (result, events) = try await self.carryOut(Array("{}".utf8), as: try tenant("1"), in: store)
            #expect(result == .bury(reason: "the body is not that of kind search"))
            #expect(events.map(\.type) == [.started, .failed])
        }
    }

    @Test func aSearchThatIsGivenUpTellsWhoWaits() async throws {
        try await withStore { store in
            let body = try SearchDocuments(query: "회의").encoded()
            let (result, events) = try await self.carryOut(body, as: try tenant("1"), in: store, givingUp: true)
            #expect(result == .bury(reason: "given up after 3 attempts"))
            #expect(events.map(\.type) == [.started, .failed])
        }
    }
}
