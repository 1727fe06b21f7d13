import Bus
import Messages
import Testing

/// Holds a bus to what ``EdgeInbox``, ``WorkerInbox`` and the signals promise.
package func expectInboxesContract(_ bus: some ContractBus) async throws {
    try await expectEdgesGetEntries(bus)
    try await expectWorkersGetSignals(bus)
}

private func expectEdgesGetEntries(_ bus: some ContractBus) async throws {
    let (edge, second, absent) = (ReplicaID.fresh("edge"), ReplicaID.fresh("edge"), ReplicaID.fresh("edge"))
    let record = try RunRecord.sample()
    try await bus.registry.create(record, servedBy: edge)
    let epoch = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
    #expect(try await !bus.signals.look(at: record.run, edge: edge), "an inbox is made by its reader only")

    let (inbox, other) = (bus.makeInbox(edge: edge), bus.makeInbox(edge: second))
    #expect(try await inbox.renew())
    #expect(try await !inbox.renew())
    #expect(try await other.renew())
    let mail = try await inbox.receive(wait: .milliseconds(10))
    #expect(mail.items.isEmpty)
    #expect(!mail.hasLost)

    let entries = [
        LogEntry(id: EventID(1, 2), event: .text("첫 줄\n🙂")),
        LogEntry(id: EventID(1, 3), event: RunEvent(RunEventType(rawValue: "a:b"), (0...255).map { UInt8($0) })),
    ]
    let batch = RunBatch(run: record.run, announced: [epoch.started], entries: entries, edges: [edge, absent, second])
    let outcome = try await bus.log.append([batch], session: bus.log.session)
    #expect(outcome == [AppendOutcome(.written, goneEdges: [absent])])
    #expect(try await bus.signals.look(at: record.run, edge: edge))

    let expected = ([epoch.started] + entries).map { EdgeMail.Item.entry(record.run, $0) }
    #expect(try await collect(3) { try await other.receive(wait: .seconds(5)).items } == expected)
    #expect(try await collect(4) { try await inbox.receive(wait: .seconds(5)).items } == expected + [.look(record.run)])
    #expect(try await !inbox.renew())
    #expect(try await inbox.receive(wait: .milliseconds(10)).items.isEmpty, "each entry is read once")
    #expect(try await !bus.signals.look(at: record.run, edge: absent))

    // A reader that waits is woken.
    let began = ContinuousClock.now
    async let waiting = inbox.receive(wait: .seconds(30))
    #expect(try await bus.signals.look(at: record.run, edge: edge))
    #expect(try await waiting.items == [.look(record.run)])
    #expect(ContinuousClock.now - began < .seconds(10))
}

private func expectWorkersGetSignals(_ bus: some ContractBus) async throws {
    let (worker, edge) = (ReplicaID.fresh("worker"), ReplicaID.fresh("edge"))
    let runs = (0..<3).map { _ in RunID.random() }
    let signals: [WorkerSignal] = [.join(runs[0], edge), .cancel(runs[1]), .leave(runs[2], edge), .task(runs[0])]
    #expect(try await !bus.signals.send(.cancel(runs[0]), to: worker), "an inbox is made by its reader only")
    let inbox = bus.makeInbox(worker: worker)
    #expect(try await inbox.renew())
    #expect(try await !inbox.renew())
    #expect(try await inbox.receive(wait: .milliseconds(10)).isEmpty)
    for signal in signals { #expect(try await bus.signals.send(signal, to: worker)) }
    #expect(try await collect(4) { try await inbox.receive(wait: .seconds(5)) } == signals)
    #expect(try await inbox.receive(wait: .milliseconds(10)).isEmpty, "each signal is read once")

    let began = ContinuousClock.now
    async let waiting = inbox.receive(wait: .seconds(30))
    #expect(try await bus.signals.send(.cancel(runs[2]), to: worker))
    #expect(try await waiting == [.cancel(runs[2])])
    #expect(ContinuousClock.now - began < .seconds(10))

    try await inbox.close()
    #expect(try await !bus.signals.send(.cancel(runs[0]), to: worker))
    let anew = bus.makeInbox(worker: worker)
    #expect(try await anew.renew(), "made anew")
    #expect(try await bus.signals.send(.cancel(runs[1]), to: worker))
    #expect(try await collect(1) { try await anew.receive(wait: .seconds(5)) } == [.cancel(runs[1])])
}

/// Reads until there are `count` items.
private func collect<Item>(_ count: Int, _ read: () async throws -> [Item]) async throws -> [Item] {
    var items: [Item] = []
    try await eventually("\(count) items") {
        items += try await read()
        return items.count >= count
    }
    return items
}
