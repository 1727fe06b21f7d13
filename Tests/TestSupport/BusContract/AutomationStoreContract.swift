package import Bus
import Foundation
import Messages
import Testing

/// Holds a store to what ``AutomationStore`` promises. Each part makes callers of its own.
package func expectAutomationStoreContract(_ store: some AutomationStore) async throws {
    try await expectAutomationsAreKept(store)
    try await expectOneNoteWins(store)
    try await expectKeysAndLimitsHold(store)
    try await expectTheAgendaTellsWhatIsDue(store)
}

private func freshCaller(tenant: String = "tenant-1") throws -> Caller {
    guard let tenant = TenantID(tenant), let user = UserID(RunID.random().description) else { throw SampleError() }
    return Caller(tenant: tenant, user: user)
}

private func sample(
    _ caller: Caller,
    _ schedule: String? = "0 9 * * mon",
    created: Int64 = 1_790_000_000_000
) throws -> Automation {
    let zone = try #require(TimeZone(identifier: "Asia/Seoul"))
    return Automation(
        caller: caller,
        instruction: "주간 보고 \"\n",
        schedule: try AutomationSchedule(schedule, zone: zone),
        created: created
    )
}

private let work = AnalyseQuestion(question: "질문", data: #"{"a":1}"#, language: .korean, isAutomation: true)

private func add(
    _ automation: Automation,
    due: Int64? = 4_000_000_000_000,
    key: AutomationBinding? = nil,
    limit: Int = 100,
    to store: some AutomationStore
) async throws -> AutomationAddition {
    try await store.add(automation, AutomationStanding(due: due), work: work, binding: key, limit: limit)
}

private func mustAdd(
    _ automation: Automation,
    due: Int64? = 4_000_000_000_000,
    to store: some AutomationStore
) async throws -> AutomationEntry {
    guard case .added(let entry) = try await add(automation, due: due, to: store) else { throw SampleError() }
    return entry
}

private func expectAutomationsAreKept(_ store: some AutomationStore) async throws {
    // Braces and colons in names must not lead to somebody else's.
    let (caller, other) = (try freshCaller(tenant: "a:{b}"), try freshCaller(tenant: "a"))
    var entries: [AutomationEntry] = []
    for (index, schedule) in ["0 9 * * mon", "2100-01-01T09:00", nil].enumerated() {
        let automation = try sample(caller, schedule, created: 1_790_000_000_000 + Int64(index))
        entries.append(try await mustAdd(automation, to: store))
    }
    _ = try await mustAdd(try sample(other), to: store)
    for entry in entries {
        #expect(try await store.entry(entry.automation.id) == entry)
        #expect(try await store.work(of: entry.automation.id) == work)
    }
    let all = try await store.entries(of: caller, offset: 0, limit: 10)
    #expect(all.entries == entries.reversed())
    #expect(all.total == 3)
    let page = try await store.entries(of: caller, offset: 1, limit: 1)
    #expect(page.entries == [entries[1]])
    #expect(page.total == 3)
    #expect(try await store.entries(of: caller, offset: 3, limit: 1).entries.isEmpty)
    #expect(try await store.entries(of: other, offset: 0, limit: 10).total == 1)
    #expect(try await store.entries(of: freshCaller(), offset: 0, limit: 10).total == 0)
    #expect(try await store.entry(.random()) == nil)
    #expect(try await store.work(of: .random()) == nil)
    let now = try await store.now()
    #expect(abs(Double(now) / 1000 - Date().timeIntervalSince1970) < 5)
}

private func expectOneNoteWins(_ store: some AutomationStore) async throws {
    let entry = try await mustAdd(try sample(try freshCaller()), to: store)
    let winners = try await withThrowingTaskGroup(of: AutomationEntry?.self) { tasks in
        for number in 0..<20 {
            tasks.addTask {
                var standing = entry.standing
                standing.skipped = number
                return try await store.note(standing, of: entry)
            }
        }
        return try await tasks.reduce(into: [AutomationEntry]()) { if let entry = $1 { $0.append(entry) } }
    }
    #expect(winners.count == 1)
    let winner = try #require(winners.first)
    #expect(try await store.entry(entry.automation.id) == winner)
    #expect(try await store.note(entry.standing, of: entry) == nil)

    // A standing comes back as it was noted, whatever it holds.
    var standing = winner.standing
    let run = try #require(entry.automation.id.run(dueAt: 1_790_000_000_000))
    standing.current = .init(run: run, began: 1, isLaunched: true, look: 4_000_000_000_000)
    standing.runs = [.random(), run]
    standing.runCount = 7
    standing.lastRunAt = 3
    standing.lastOutcome = .failed
    let noted = try #require(try await store.note(standing, of: winner))
    #expect(noted.standing == standing)
    #expect(try await store.entry(entry.automation.id) == noted)

    // What has ended keeps its story, not its work.
    standing.cancel()
    #expect(try await store.note(standing, of: noted)?.standing.status == .cancelled)
    #expect(try await store.entry(entry.automation.id)?.standing == standing)
    #expect(try await store.work(of: entry.automation.id) == nil)
}

private func expectKeysAndLimitsHold(_ store: some AutomationStore) async throws {
    let caller = try freshCaller()
    let binding = AutomationBinding(key: RunID.random().description, request: "r1")
    let additions = try await withThrowingTaskGroup(of: AutomationAddition.self) { tasks in
        for _ in 0..<10 {
            tasks.addTask { try await add(try sample(caller), key: binding, to: store) }
        }
        return try await tasks.reduce(into: [AutomationAddition]()) { $0.append($1) }
    }
    let added = additions.compactMap { if case .added(let entry) = $0 { entry } else { nil } }
    #expect(added.count == 1)
    let first = try #require(added.first)
    #expect(additions.filter { $0 == .known(first) }.count == 9)
    let conflicting = AutomationBinding(key: binding.key, request: "r2")
    #expect(try await add(try sample(caller), key: conflicting, to: store) == .conflict)
    #expect(try await store.entries(of: caller, offset: 0, limit: 10).total == 1)

    guard case .added = try await add(try sample(caller), limit: 2, to: store) else { throw SampleError() }
    #expect(try await add(try sample(caller), limit: 2, to: store) == .full)
    #expect(try await add(try sample(caller), key: binding, limit: 2, to: store) == .known(first))
    guard case .added = try await add(try sample(freshCaller()), limit: 2, to: store) else { throw SampleError() }
    var standing = first.standing
    standing.cancel()
    _ = try #require(try await store.note(standing, of: first))
    guard case .added = try await add(try sample(caller), limit: 2, to: store) else { throw SampleError() }
}

private func expectTheAgendaTellsWhatIsDue(_ store: some AutomationStore) async throws {
    let caller = try freshCaller()
    let now = try await store.now()
    let later = try await mustAdd(try sample(caller), due: now + 3_000_000, to: store)
    let past = try await mustAdd(try sample(caller), due: now - 2000, to: store)
    let older = try await mustAdd(try sample(caller), due: now - 3000, to: store)
    let agenda = try await store.agenda(limit: 100)
    #expect(agenda.entries == [older, past])
    #expect(agenda.now >= now)
    #expect(agenda.next == later.standing.due)
    #expect(try await store.agenda(limit: 1).entries == [older])

    // Whoever notes that it is taken is left alone with it until somebody must look again.
    var standing = older.standing
    guard case .launch = standing.advance(older.automation, at: agenda.now) else { throw SampleError() }
    let taken = try #require(try await store.note(standing, of: older))
    #expect(try await store.agenda(limit: 100).entries == [past])
    standing.current?.look = agenda.now - 1
    let overdue = try #require(try await store.note(standing, of: taken))
    #expect(try await store.agenda(limit: 100).entries == [past, overdue])
    for entry in [past, overdue, later] {
        var standing = entry.standing
        standing.cancel()
        _ = try #require(try await store.note(standing, of: entry))
    }
    #expect(try await store.agenda(limit: 100).entries.isEmpty)
}
