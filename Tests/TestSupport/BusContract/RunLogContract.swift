import Bus
import Messages
import Testing

/// Holds a bus to what ``RunLog`` promises.
package func expectRunLogContract(_ bus: some ContractBus) async throws {
    try await expectEpochsAreTaken(bus)
    try await expectLostRunsAreRestored(bus)
    try await expectAppendsAreRefusedUnlessTheyFollow(bus)
    try await expectBatchesKeepApart(bus)
    try await expectStaleEpochsAreRefused(bus)
    try await expectEntriesArePaged(bus)
    try await expectRunsAreEndedFromOutside(bus)
}

private func expectEpochsAreTaken(_ bus: some ContractBus) async throws {
    let (edge, worker, other) = (ReplicaID.fresh("edge"), ReplicaID.fresh("worker"), ReplicaID.fresh("worker"))
    let unknown = RunID.random()
    #expect(try await bus.log.begin(unknown, as: worker, keep: true, above: 0, restoring: nil) == .unknown)
    #expect(try await bus.log.tip(of: unknown) == nil)
    #expect(try await bus.log.entries(of: unknown, after: .zero, limit: 10).isEmpty)

    let record = try RunRecord.sample()
    try await bus.registry.create(record, servedBy: edge)
    #expect(try await bus.log.tip(of: record.run) == nil)
    let first = try await bus.log.mustBegin(record.run, as: worker, keep: false)
    #expect(first.started.id == EventID(1, 1))
    #expect(first.started.event.type == .started)
    #expect(first.started.started == Started(worker: worker, after: .zero, keep: false))
    #expect(first.after == .zero)
    #expect(first.edges == [edge])
    #expect(!first.isCancelRequested)
    #expect(first.abandonedSince == nil)
    #expect(try await bus.log.allEntries(of: record.run) == [first.started])
    let owned = try await bus.registry.record(of: record.run)
    #expect(owned?.owner == worker)
    #expect(owned?.epoch == 1)

    // The next owner goes on counting, sees what was asked meanwhile, and may be told to skip epochs.
    _ = try await bus.registry.requestCancel(record.run)
    try await bus.registry.remove(edge, from: record.run, now: 17)
    let second = try await bus.log.mustBegin(record.run, as: other, keep: true, above: 6)
    #expect(second.started.id == EventID(7, 2))
    #expect(second.started.started == Started(worker: other, after: EventID(1, 1), keep: true))
    #expect(second.after == EventID(1, 1))
    #expect(second.isCancelRequested)
    #expect(second.edges.isEmpty)
    #expect(second.abandonedSince == 17)
    #expect(try await bus.registry.record(of: record.run)?.owner == other)
    let third = try await bus.log.mustBegin(record.run, as: worker, above: 3)
    #expect(third.started.id == EventID(8, 3))
    #expect(try await bus.log.tip(of: record.run) == EventID(8, 3))

    for type in [RunEventType.completed, .failed, .cancelled] {
        let ended = try RunRecord.sample()
        try await bus.registry.create(ended, servedBy: edge)
        let epoch = try await bus.log.mustBegin(ended.run, as: worker)
        let last = LogEntry(id: epoch.started.id.next, event: RunEvent(type, []))
        let batch = RunBatch(run: ended.run, entries: [last], edges: [])
        #expect(try await bus.log.append([batch], session: bus.log.session) == [AppendOutcome(.written)])
        #expect(try await bus.log.begin(ended.run, as: other, keep: true, above: 9, restoring: ended) == .ended(type))
        #expect(try await bus.log.tip(of: ended.run) == last.id)
        #expect(try await bus.log.hasEnded(ended.run))
        #expect(try await bus.registry.record(of: ended.run)?.owner == worker)
    }
    #expect(try await !bus.log.hasEnded(record.run))
    #expect(try await !bus.log.hasEnded(unknown))
}

private func expectLostRunsAreRestored(_ bus: some ContractBus) async throws {
    let worker = ReplicaID.fresh("worker")
    let record = try RunRecord.sample()
    let epoch = try await bus.log.mustBegin(record.run, as: worker, keep: true, above: 3, restoring: record)
    #expect(epoch.started.id == EventID(4, 1))
    #expect(epoch.after == .zero)
    #expect(epoch.edges.isEmpty)
    let restored = try #require(await bus.registry.record(of: record.run))
    #expect(restored.caller == record.caller)
    #expect(restored.kind == record.kind)
    #expect(restored.created == record.created)
    #expect(restored.deadline == record.deadline)
    #expect(restored.owner == worker)
    #expect(restored.epoch == 4)
}

private func expectAppendsAreRefusedUnlessTheyFollow(_ bus: some ContractBus) async throws {
    let record = try RunRecord.sample()
    try await bus.registry.create(record, servedBy: .fresh("edge"))
    let epoch = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
    let session = bus.log.session
    var expected = [epoch.started]
    func append(_ entries: [LogEntry], to run: RunID, session: Int) async throws -> AppendOutcome.Result? {
        try await bus.log.append([RunBatch(run: run, entries: entries, edges: [])], session: session).first?.result
    }
    func entry(_ sequence: UInt64, _ text: String = "텍스트 🙂\n\u{0}") -> LogEntry {
        LogEntry(id: EventID(1, sequence), event: .text(text))
    }

    let one = [entry(2)]
    #expect(try await append(one, to: record.run, session: session) == .written)
    let bytes = RunEvent(RunEventType(rawValue: "sources"), (0...255).map { UInt8($0) })
    let several = [entry(3), LogEntry(id: EventID(1, 4), event: bytes), entry(5, "")]
    #expect(try await append(several, to: record.run, session: session) == .written)
    expected += one + several
    #expect(try await bus.log.allEntries(of: record.run) == expected)

    #expect(try await append(one, to: record.run, session: session) == .refused)
    #expect(try await append([entry(5)], to: record.run, session: session) == .refused)
    #expect(try await append(several, to: record.run, session: session) == .refused)
    #expect(try await append([], to: record.run, session: session) == .written)
    #expect(try await bus.log.allEntries(of: record.run) == expected)

    let nobody = RunID.random()
    #expect(try await append([entry(2)], to: nobody, session: session) == .missing)
    #expect(try await append([entry(2), entry(3)], to: nobody, session: session) == .missing)
    #expect(try await bus.log.tip(of: nobody) == nil)

    let error = await #expect(throws: BusError.self) {
        try await append([entry(6)], to: record.run, session: session + 1)
    }
    #expect(error?.code == .sessionChanged)
    #expect(try await append([entry(6), entry(7)], to: record.run, session: session) == .written)
    let end = LogEntry(id: EventID(1, 8), event: .completed)
    #expect(try await append([end], to: record.run, session: session) == .written)
    #expect(try await bus.log.tip(of: record.run) == EventID(1, 8))
    #expect(try await bus.log.hasEnded(record.run))
}

private func expectBatchesKeepApart(_ bus: some ContractBus) async throws {
    let records = try (0..<4).map { _ in try RunRecord.sample() }
    for record in records.prefix(3) {
        try await bus.registry.create(record, servedBy: .fresh("edge"))
        _ = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
    }
    let (here, gone) = (ReplicaID.fresh("edge"), ReplicaID.fresh("edge"))
    #expect(try await bus.makeInbox(edge: here).renew())
    func batch(_ index: Int, _ sequences: ClosedRange<UInt64>, edges: [ReplicaID]) -> RunBatch {
        let entries = sequences.map { LogEntry(id: EventID(1, $0), event: .text("\(index).\($0)")) }
        return RunBatch(run: records[index].run, entries: entries, edges: edges)
    }
    let outcomes = try await bus.log.append(
        [
            batch(0, 2...4, edges: [gone, here]), batch(1, 1...1, edges: [here]), batch(2, 2...2, edges: [gone]),
            batch(3, 2...3, edges: []),
        ],
        session: bus.log.session
    )
    #expect(outcomes.map(\.result) == [.written, .refused, .written, .missing])
    #expect(outcomes.map(\.goneEdges) == [[gone], [], [gone], []])
    #expect(try await bus.log.text(of: records[0].run) == "0.20.30.4")
    #expect(try await bus.log.tip(of: records[1].run) == EventID(1, 1))
    #expect(try await bus.log.text(of: records[2].run) == "2.2")
    #expect(try await bus.log.append([], session: bus.log.session).isEmpty)
}

private func expectStaleEpochsAreRefused(_ bus: some ContractBus) async throws {
    let record = try RunRecord.sample()
    try await bus.registry.create(record, servedBy: .fresh("edge"))
    let old = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
    let new = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
    for count in 1...3 {
        let late = (0..<UInt64(count)).map { LogEntry(id: EventID(1, 100 + $0), event: .text("late")) }
        let batch = RunBatch(run: record.run, entries: late, edges: [])
        #expect(try await bus.log.append([batch], session: bus.log.session) == [AppendOutcome(.refused)])
    }
    #expect(try await bus.log.allEntries(of: record.run) == [old.started, new.started])
}

private func expectEntriesArePaged(_ bus: some ContractBus) async throws {
    let record = try RunRecord.sample()
    try await bus.registry.create(record, servedBy: .fresh("edge"))
    _ = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
    let entries = (2...25).map { LogEntry(id: EventID(1, UInt64($0)), event: .text("\($0)")) }
    _ = try await bus.log.append([RunBatch(run: record.run, entries: entries, edges: [])], session: bus.log.session)
    let page = try await bus.log.entries(of: record.run, after: EventID(1, 9), limit: 10)
    #expect(page.map(\.id) == (10...19).map { EventID(1, $0) })
    #expect(page.map(\.event.string) == (10...19).map { "\($0)" })
    #expect(
        try await bus.log.entries(of: record.run, after: EventID(1, 19), limit: 10).map(\.id.sequence) == Array(20...25)
    )
    #expect(try await bus.log.entries(of: record.run, after: EventID(1, 25), limit: 10).isEmpty)
    #expect(try await bus.log.entries(of: record.run, after: EventID(9, 0), limit: 10).isEmpty)
    #expect(try await bus.log.entries(of: record.run, after: EventID(.max, .max), limit: 10).isEmpty)
    #expect(try await bus.log.entries(of: record.run, after: .zero, limit: 3).map(\.id.sequence) == [1, 2, 3])
    #expect(try await bus.log.tip(of: record.run) == EventID(1, 25))
}

private func expectRunsAreEndedFromOutside(_ bus: some ContractBus) async throws {
    let (edge, worker) = (ReplicaID.fresh("edge"), ReplicaID.fresh("worker"))
    let cancelled = RunEvent(.cancelled, Array(#"{"error":"중단"}"#.utf8))
    #expect(try await bus.log.end(.random(), at: 0, with: cancelled, as: edge) == .unknown)

    // Before anybody began it.
    let unowned = try RunRecord.sample()
    try await bus.registry.create(unowned, servedBy: edge)
    #expect(try await bus.log.end(unowned.run, at: 1, with: cancelled, as: edge) == .moved(epoch: 0))
    #expect(try await bus.log.end(unowned.run, at: 0, with: cancelled, as: edge) == .done(EventID(1, 2)))
    let entries = try await bus.log.allEntries(of: unowned.run)
    #expect(entries.map(\.id) == [EventID(1, 1), EventID(1, 2)])
    #expect(entries.first?.started == Started(worker: edge, after: .zero, keep: true))
    #expect(entries.last?.event == cancelled)
    let record = try await bus.registry.record(of: unowned.run)
    #expect(record?.owner == nil)
    #expect(record?.epoch == 1)
    #expect(try await bus.log.end(unowned.run, at: 1, with: cancelled, as: edge) == .ended)
    #expect(
        try await bus.log.begin(unowned.run, as: worker, keep: true, above: 0, restoring: nil) == .ended(.cancelled)
    )

    // From an owner, who then is refused.
    let owned = try RunRecord.sample()
    try await bus.registry.create(owned, servedBy: edge)
    _ = try await bus.log.mustBegin(owned.run, as: worker)
    _ = try await bus.log.mustBegin(owned.run, as: worker)
    #expect(try await bus.log.end(owned.run, at: 1, with: cancelled, as: edge) == .moved(epoch: 2))
    #expect(try await bus.log.end(owned.run, at: 2, with: cancelled, as: edge) == .done(EventID(3, 4)))
    #expect(try await bus.registry.record(of: owned.run)?.owner == nil)
    let late = RunBatch(run: owned.run, entries: [LogEntry(id: EventID(2, 3), event: .text("late"))], edges: [])
    #expect(try await bus.log.append([late], session: bus.log.session) == [AppendOutcome(.refused)])
    #expect(try await bus.log.tip(of: owned.run) == EventID(3, 4))
}
