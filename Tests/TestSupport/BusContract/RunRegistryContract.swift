import Bus
import Messages
import Testing

/// Holds a bus to what ``RunRegistry`` promises.
package func expectRunRegistryContract(_ bus: some ContractBus) async throws {
    try await expectRunsAreRecordedAndForgotten(bus)
    try await expectCancelsAreNoted(bus)
    try await expectEdgesAreKept(bus)
    try await expectOneBindingWins(bus)
    try await expectTasksAreNoted(bus)
    try await expectFeedbackIsNoted(bus)
}

private func expectFeedbackIsNoted(_ bus: some ContractBus) async throws {
    var record = try RunRecord.sample()
    try await bus.registry.create(record, servedBy: .fresh("edge"))
    let first = RunFeedback(rating: .down, comment: "틀렸어요 \"\n", at: 1_790_000_000_000)
    #expect(try await bus.registry.setFeedback(first, for: record.run) == nil)
    record.feedback = first
    #expect(try await bus.registry.record(of: record.run) == record)
    let last = RunFeedback(rating: .up, at: 1_790_000_000_001)
    #expect(try await bus.registry.setFeedback(last, for: record.run) == first)
    record.feedback = last
    #expect(try await bus.registry.record(of: record.run) == record)
    _ = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
    #expect(try await bus.registry.record(of: record.run)?.feedback == last, "a new owner changes nothing")

    let unknown = RunID.random()
    #expect(try await bus.registry.setFeedback(last, for: unknown) == nil)
    #expect(try await bus.registry.record(of: unknown) == nil)
}

private func expectTasksAreNoted(_ bus: some ContractBus) async throws {
    var record = try RunRecord.sample()
    try await bus.registry.create(record, servedBy: .fresh("edge"))
    #expect(try await bus.registry.record(of: record.run)?.taskId == nil)
    try await bus.registry.setTask("0b0e1b1e-2f0c", for: record.run)
    record.taskId = "0b0e1b1e-2f0c"
    #expect(try await bus.registry.record(of: record.run) == record)
    _ = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
    #expect(try await bus.registry.record(of: record.run)?.taskId == record.taskId, "a new owner changes nothing")

    // A run that is not known is not made known by its task, and one made with a task has it.
    let unknown = RunID.random()
    try await bus.registry.setTask("t", for: unknown)
    #expect(try await bus.registry.record(of: unknown) == nil)
    var made = try RunRecord.sample()
    made.taskId = "made"
    try await bus.registry.create(made, servedBy: .fresh("edge"))
    #expect(try await bus.registry.record(of: made.run) == made)
}

private func expectRunsAreRecordedAndForgotten(_ bus: some ContractBus) async throws {
    let record = try RunRecord.sample()
    #expect(try await bus.registry.record(of: record.run) == nil)
    try await bus.registry.create(record, servedBy: .fresh("edge"))
    #expect(try await bus.registry.record(of: record.run) == record)
    try await bus.registry.keepAlive([record.run, .random()])
    try await bus.registry.keepAlive([])
    #expect(try await bus.registry.record(of: record.run) == record)
    _ = try await bus.log.mustBegin(record.run, as: .fresh("worker"))
    let other = try RunRecord.sample()
    try await bus.registry.create(other, servedBy: .fresh("edge"))
    try await bus.registry.forget([record.run, other.run])
    try await bus.registry.forget([record.run])
    try await bus.registry.forget([])
    #expect(try await bus.registry.record(of: other.run) == nil)
    #expect(try await bus.registry.record(of: record.run) == nil)
    #expect(try await bus.registry.edges(of: record.run).isEmpty)
    #expect(try await bus.log.tip(of: record.run) == nil)
}

private func expectCancelsAreNoted(_ bus: some ContractBus) async throws {
    let worker = ReplicaID.fresh("worker")
    #expect(try await bus.registry.requestCancel(.random()) == .unknown)
    #expect(try await !bus.registry.isCancelRequested(.random()))

    let record = try RunRecord.sample()
    try await bus.registry.create(record, servedBy: .fresh("edge"))
    #expect(try await !bus.registry.isCancelRequested(record.run))
    #expect(try await bus.registry.requestCancel(record.run) == .unowned)
    #expect(try await bus.registry.isCancelRequested(record.run))
    _ = try await bus.log.mustBegin(record.run, as: worker, above: 4)
    #expect(try await bus.registry.requestCancel(record.run) == .owned(by: worker, epoch: 5))
    let event = RunEvent(.cancelled, [])
    _ = try await bus.log.end(record.run, at: 5, with: event, as: .fresh("edge"))
    #expect(try await bus.registry.requestCancel(record.run) == .ended)

    // For an ended run nothing changes.
    let completed = try RunRecord.sample()
    try await bus.registry.create(completed, servedBy: .fresh("edge"))
    _ = try await bus.log.end(completed.run, at: 0, with: .completed, as: .fresh("edge"))
    #expect(try await bus.registry.requestCancel(completed.run) == .ended)
    #expect(try await !bus.registry.isCancelRequested(completed.run))
}

private func expectEdgesAreKept(_ bus: some ContractBus) async throws {
    let (first, second) = (ReplicaID.fresh("edge"), ReplicaID.fresh("edge"))
    let worker = ReplicaID.fresh("worker")
    let record = try RunRecord.sample()
    try await bus.registry.create(record, servedBy: first)
    #expect(try await bus.registry.edges(of: record.run) == [first])
    try await bus.registry.add(second, to: record.run)
    try await bus.registry.add(second, to: record.run)
    #expect(Set(try await bus.registry.edges(of: record.run)) == [first, second])
    try await bus.registry.remove(first, from: record.run, now: 1)
    #expect(try await bus.registry.edges(of: record.run) == [second])
    #expect(try await bus.log.mustBegin(record.run, as: worker).abandonedSince == nil)
    try await bus.registry.remove(second, from: record.run, now: 2)
    #expect(try await bus.registry.edges(of: record.run).isEmpty)
    #expect(try await bus.log.mustBegin(record.run, as: worker).abandonedSince == 2)
    try await bus.registry.add(first, to: record.run)
    let again = try await bus.log.mustBegin(record.run, as: worker)
    #expect(again.abandonedSince == nil)
    #expect(again.edges == [first])

    // A run that is not known is not made known by its viewers.
    let unknown = RunID.random()
    try await bus.registry.add(first, to: unknown)
    try await bus.registry.remove(first, from: unknown, now: 3)
    #expect(try await bus.registry.edges(of: unknown).isEmpty)
    #expect(try await bus.registry.record(of: unknown) == nil)
}

private func expectOneBindingWins(_ bus: some ContractBus) async throws {
    let key = RunID.random().description
    #expect(try await bus.registry.binding(of: key) == nil)
    let bindings = (0..<20).map { IdempotencyBinding(run: .random(), request: "digest\($0)") }
    let results = try await withThrowingTaskGroup(of: IdempotencyBinding.self) { tasks in
        for binding in bindings { tasks.addTask { try await bus.registry.bind(binding, to: key) } }
        return try await tasks.reduce(into: []) { $0.append($1) }
    }
    let winner = try #require(await bus.registry.binding(of: key))
    #expect(bindings.contains(winner))
    #expect(results == [IdempotencyBinding](repeating: winner, count: bindings.count))
    #expect(try await bus.registry.binding(of: RunID.random().description) == nil)

    let other = IdempotencyBinding(run: .random(), request: winner.request)
    #expect(try await bus.registry.confirm(other, of: key) == false)
    #expect(try await bus.registry.binding(of: key) == winner)
    #expect(try await bus.registry.confirm(winner, of: key))
    let sent = IdempotencyBinding(run: winner.run, request: winner.request, isSent: true)
    #expect(try await bus.registry.binding(of: key) == sent)
    // Whoever gave it up as unsent comes too late.
    try await bus.registry.unbind(winner, from: key)
    #expect(try await bus.registry.binding(of: key) == sent)
    try await bus.registry.unbind(sent, from: key)
    #expect(try await bus.registry.confirm(winner, of: key) == false)
    #expect(try await bus.registry.binding(of: key) == nil)
}
