import Bus
import Foundation
import Messages
import Testing

@testable import Indexer

@Suite(.timeLimit(.minutes(1))) struct IndexHandlerTests {
    private let bus = InMemoryBus()
    private let worker = ReplicaID(instance: "indexer", boot: "1")

    /// Carries commands of these kinds out, each as a run, and returns what came of them and their events.
    private func carryOut(
        _ kinds: [String],
        in store: SQLiteStore,
        givingUp: Bool = false
    ) async throws -> [(result: CommandResult, events: [RunEvent])] {
        let log = InMemoryRunLog(bus: self.bus)
        let writer = RunWriter(log: log, worker: self.worker, logger: quietLogger)
        let ownership = RunOwnership(
            log: log,
            writer: writer,
            worker: self.worker,
            detachGrace: .seconds(30),
            logger: quietLogger
        )
        let handler = IndexHandler(
            ownership: ownership,
            store: store,
            model: HashingEmbedder().model,
            logger: quietLogger
        )
        let caller = Caller(tenant: try tenant("operator"), user: try #require(UserID("cli")))
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let edge = ReplicaID(instance: "cli", boot: "1")
        return try await withRunning([writer]) {
            var outcomes: [(result: CommandResult, events: [RunEvent])] = []
            for kind in kinds {
                let record = RunRecord(
                    run: .random(),
                    kind: .index,
                    caller: caller,
                    created: now,
                    deadline: now + 60_000
                )
                try await InMemoryRunRegistry(bus: self.bus).create(record, servedBy: edge)
                let command = Command(
                    run: record.run,
                    kind: kind,
                    caller: caller,
                    edge: edge,
                    deadline: record.deadline,
                    body: Array("{}".utf8)
                )
                let result =
                    givingUp ? await handler.giveUp(command, attempts: 3) : await handler.handle(command, attempt: 1)
                let entries = try await log.entries(of: record.run, after: .zero, limit: 10)
                outcomes.append((result, entries.map(\.event)))
            }
            return outcomes
        }
    }

    @Test func itSaysWhatTheIndexHoldsAndRebuildsIt() async throws {
        try await withStore { store in
            for name in ["1", "2"] {
                try await store.add((0..<5).map { .mail("mail_\($0)", "회의 \($0)", in: try tenant(name)) })
            }
            let key = DocumentKey(tenant: try tenant("1"), id: "mail_0")
            _ = try await store.apply([.remove(key, version: DocumentVersion(2, 0))])
            let kinds = [CountIndex.kind, RebuildIndex.kind, CountIndex.kind]
            let outcomes = try await self.carryOut(kinds, in: store)
            #expect(outcomes.allSatisfy { $0.result == .done })
            #expect(outcomes.allSatisfy { $0.events.map(\.type) == [.started, .statistics, .completed] })
            let statistics = try outcomes.map { try IndexStatistics.decoded(from: $0.events[1].payload) }
            #expect(statistics.map(\.outdatedVectors) == [0, 9, 9])
            #expect(statistics.allSatisfy { $0.documents == 9 && $0.tenants == 2 && $0.tombstones == 1 })
            #expect(statistics.allSatisfy { $0.store == "sqlite" && ($0.bytesOnDisk ?? 0) > 4096 })
            #expect(statistics.allSatisfy { $0.model == HashingEmbedder().model.description })
        }
    }

    @Test func aCommandThatIsGivenUpTellsWhoWaits() async throws {
        try await withStore { store in
            try await store.add([.mail("mail_1", "회의", in: try tenant("1"))])
            let outcome = try await self.carryOut([RebuildIndex.kind], in: store, givingUp: true)[0]
            #expect(outcome.result == .bury(reason: "given up after 3 attempts"))
            #expect(outcome.events.map(\.type) == [.started, .failed])
            #expect(try await store.statistics().outdatedVectors == 0)
        }
    }
}
