package import Bus
package import Messages
import Testing

/// Holds a ledger to what ``UsageLedger`` promises.
package func expectUsageLedgerContract(_ ledger: some UsageLedger) async throws {
    try await expectEntriesAreCountedOnce(ledger)
    try await expectRowsTellWhatIsWhose(ledger)
    try await expectFurtherModelsAreOne(ledger)
}

extension UsageEntry {
    /// What a call of a run that no other test has cost.
    package static func sample(
        _ caller: Caller,
        _ promptTokens: Int = 3,
        _ completionTokens: Int = 5,
        run: RunID = .random(),
        epoch: UInt64 = 1,
        call: Int = 1,
        model: String = "gpt-4",
        day: Int = 20_700,
        isEstimated: Bool = false
    ) -> UsageEntry {
        UsageEntry(
            id: ID(run: run, epoch: epoch, call: call),
            caller: caller,
            model: model,
            day: UsageDay(number: day),
            promptTokens: promptTokens,
            completionTokens: completionTokens,
            isEstimated: isEstimated
        )
    }
}

private func expectEntriesAreCountedOnce(_ ledger: some UsageLedger) async throws {
    let caller = try Caller.of("t}{\(RunID.random())", "1 {:")
    let day = UsageDay(number: 20_700)
    #expect(try await ledger.record([]) == [])
    #expect(try await ledger.total(of: caller.tenant, on: day) == 0)
    #expect(try await ledger.usage(of: caller.tenant, on: day...day, by: nil) == [])
    let entry = UsageEntry.sample(caller)
    let repeats = try await withThrowingTaskGroup(of: [Bool].self) { tasks in
        for _ in 0..<20 { tasks.addTask { try await ledger.record([entry]) } }
        return try await tasks.reduce(into: []) { $0 += $1 }
    }
    #expect(repeats.count { $0 } == 1)
    // The same call as an estimate, or of another day, is still the same call.
    let late = UsageEntry.sample(caller, 900, 900, run: entry.id.run, day: 20_701, isEstimated: true)
    let others = [
        UsageEntry.sample(caller, run: entry.id.run, call: 2), .sample(caller, run: entry.id.run, epoch: 2),
        .sample(caller, 10, 0, isEstimated: true),
    ]
    #expect(try await ledger.record([late] + others) == [false, true, true, true])
    #expect(try await ledger.total(of: caller.tenant, on: day) == 34)
    let row = UsageRow(
        day: day,
        user: caller.user,
        model: "gpt-4",
        exact: UsageCount(promptTokens: 9, completionTokens: 15, requests: 3),
        estimated: UsageCount(promptTokens: 10, completionTokens: 0, requests: 1)
    )
    #expect(try await ledger.usage(of: caller.tenant, on: day...UsageDay(number: 20_701), by: nil) == [row])
}

private func expectRowsTellWhatIsWhose(_ ledger: some UsageLedger) async throws {
    let tenant = "t\(RunID.random())"
    let (ann, bob) = (try Caller.of(tenant, "앤"), try Caller.of(tenant, "b ob"))
    let stranger = try Caller.of("\(tenant)x", "앤")
    let entries: [UsageEntry] = [
        .sample(ann, 1, 2, model: "m:1 é", day: 10), .sample(ann, 10, 20, model: "m:1 é", day: 11),
        .sample(bob, 100, 200, model: "m2", day: 10), .sample(ann, 1000, 2000, model: "m2", day: 10),
        .sample(stranger, 7, 7, model: "m2", day: 10), .sample(ann, 5, 5, model: "bad\u{1F}name\n", day: 12),
        .sample(ann, -4, .max, model: "", day: 13),
    ]
    _ = try await ledger.record(entries)
    func rows(_ days: ClosedRange<Int>, _ user: UserID? = nil) async throws -> [String] {
        let range = UsageDay(number: days.lowerBound)...UsageDay(number: days.upperBound)
        return try await ledger.usage(of: ann.tenant, on: range, by: user).map { row in
            "\(row.day.number) \(row.user) \(row.model) \(row.exact.promptTokens)+\(row.exact.completionTokens)"
        }
    }
    let ofTen = ["10 b ob m2 100+200", "10 앤 m2 1000+2000", "10 앤 m:1 é 1+2"]
    #expect(try await rows(10...10) == ofTen)
    #expect(try await rows(9...11) == ofTen + ["11 앤 m:1 é 10+20"])
    #expect(try await rows(9...12, bob.user) == [ofTen[0]])
    #expect(try await rows(10...11, ann.user) == [ofTen[1], ofTen[2], "11 앤 m:1 é 10+20"])
    #expect(try await rows(12...13, ann.user) == ["12 앤 badname 5+5", "13 앤 unknown 0+1000000000"])
    #expect(try await rows(14...90) == [])
    #expect(try await rows(10...10, UserID("nobody")) == [])
    #expect(try await ledger.total(of: ann.tenant, on: UsageDay(number: 10)) == 3303)
    #expect(try await ledger.total(of: stranger.tenant, on: UsageDay(number: 10)) == 14)
}

private func expectFurtherModelsAreOne(_ ledger: some UsageLedger) async throws {
    let caller = try Caller.of("t\(RunID.random())", "1")
    let day = UsageDay(number: 20_700)
    let count = UsageLimits.models + 5
    for _ in 0..<2 {
        _ = try await ledger.record((0..<count).map { .sample(caller, 1, 1, model: "m\($0)") })
    }
    for user in [nil, caller.user] {
        let rows = try await ledger.usage(of: caller.tenant, on: day...day, by: user)
        #expect(rows.count == UsageLimits.models + 1)
        #expect(rows.first { $0.model == UsageLimits.otherModel }?.exact.requests == 10)
        #expect(rows.first { $0.model == "m3" }?.exact.requests == 2)
    }
    #expect(try await ledger.total(of: caller.tenant, on: day) == count * 4)
}
