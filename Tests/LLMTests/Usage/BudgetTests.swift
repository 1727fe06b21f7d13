import Bus
import Messages
import TestSupport
import Testing

@testable import LLM

@Suite(.timeLimit(.minutes(1))) struct BudgetTests {
    @Test func aTallyIsWhatTheLedgerHasAndWhatGoesOn() {
        var tally = BudgetTally(day: UsageDay(number: 1))
        let (first, second) = (ModelCall.sample().id, ModelCall.sample().id)
        tally.refresh(day: UsageDay(number: 1), recorded: 100)
        tally.update(first, tokens: 10)
        tally.update(first, tokens: 15)
        tally.update(second, tokens: 1)
        #expect(tally.used == 116)
        tally.end(first, tokens: 20)
        #expect(tally.used == 121)
        tally.refresh(day: UsageDay(number: 1), recorded: 120)
        #expect(tally.used == 121)
        #expect(!tally.isIdle)
        tally.end(second, tokens: 0)
        #expect(tally.isIdle)
        tally.refresh(day: UsageDay(number: 2), recorded: 0)
        #expect(tally.used == 0)
    }

    private static func isOver(_ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return false
        } catch {
            return (error as? RunFailure)?.errorType == .budgetExceeded
        }
    }

    @Test func noCallBeginsBeyondTheBudgetAndOneThatGoesBeyondEnds() async throws {
        let ledger = InMemoryUsageLedger()
        let budget = TenantBudget(limit: 100, ledger: ledger, today: { UsageDay(number: 20_700) })
        let (first, second) = (ModelCall.sample(), ModelCall.sample())
        _ = try await ledger.record([.sample(first.caller, 50, 0)])
        try await budget.begin(first, tokens: 10)
        try await budget.begin(second, tokens: 10)
        try budget.update(first, tokens: 29)
        #expect(await Self.isOver { try budget.update(first, tokens: 40) })
        #expect(await Self.isOver { try budget.update(second, tokens: 11) }, "all calls of a tenant count together")
        #expect(await Self.isOver { try await budget.begin(.sample(), tokens: 1) })
        budget.end(first, tokens: 5)
        try budget.update(second, tokens: 11)
    }

    @Test func withoutABudgetNothingEnds() async throws {
        let budget = TenantBudget(limit: nil, ledger: InMemoryUsageLedger())
        let call = ModelCall.sample()
        try await budget.begin(call, tokens: .max / 2)
        try budget.update(call, tokens: .max / 2)
        budget.end(call, tokens: 1)
    }

    @Test func whatOthersUseEndsACallToo() async throws {
        let ledger = InMemoryUsageLedger()
        let day = UsageDay(number: 20_700)
        let budget = TenantBudget(limit: 100, ledger: ledger, interval: .milliseconds(5), today: { day })
        let call = ModelCall.sample()
        try await budget.begin(call, tokens: 1)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await budget.run() }
            _ = try await ledger.record([.sample(call.caller, 100, 0)])
            try await eventually("the end of a call") { await Self.isOver { try budget.update(call, tokens: 2) } }
            tasks.cancelAll()
        }
    }

    @Test func aRunBeyondTheBudgetIsRefusedAndOneThatGoesBeyondKeepsItsText() async throws {
        let provider = ScriptedProvider { _, _, emit in
            for _ in 0..<1000 { try await emit(.text(Array("abcd".utf8))) }
            return Completed()
        }
        let place = Workplace(provider, tokensPerDay: 100)
        try await place.running {
            let first = try await place.newCommand()
            #expect(await place.handler.handle(first, attempt: 1) == .done)
            #expect(try #require(try await place.ending(of: first.run)) == (.failed, .budgetExceeded))
            // The prompt is 4 + 2 tokens.
            #expect(try await place.text(of: first.run) == String(repeating: "abcd", count: 94))
            let row = try #require(try await place.usage().first)
            #expect(row.exact == UsageCount())
            #expect(row.estimated == UsageCount(promptTokens: 6, completionTokens: 94, requests: 1))
            let second = try await place.newCommand()
            #expect(await place.handler.handle(second, attempt: 1) == .done)
            #expect(try #require(try await place.ending(of: second.run)) == (.failed, .budgetExceeded))
            #expect(try await place.text(of: second.run).isEmpty)
            #expect(provider.callCount == 1)
            #expect(try await place.usage().first == row)
        }
    }
}
