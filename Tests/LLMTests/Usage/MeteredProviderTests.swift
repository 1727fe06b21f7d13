import Bus
import Messages
import TestSupport
import Testing

@testable import LLM

@Suite(.timeLimit(.minutes(1))) struct MeteredProviderTests {
    private static let usage = TokenUsage(promptTokens: 11, completionTokens: 7, totalTokens: 18)

    /// What the ledger has after one chat.
    private func rows(of provider: ScriptedProvider, cancelling: Bool = false) async throws -> [UsageRow] {
        let place = Workplace(provider)
        return try await place.running {
            let command = try await place.newCommand()
            if cancelling {
                async let result = place.handler.handle(command, attempt: 1)
                try await place.wait(for: "half", in: command.run)
                _ = try await place.signals.send(.cancel(command.run), to: place.worker)
                #expect(await result == .done)
            } else {
                #expect(await place.handler.handle(command, attempt: 1) == .done)
            }
            return try await place.usage()
        }
    }

    @Test func whatTheProviderCountedIsExactAndUnderItsModel() async throws {
        let rows = try await self.rows(
            of: ScriptedProvider { _, _, emit in
                try await emit(.text(Array("a".utf8)))
                return Completed(usage: Self.usage, model: "gpt-4-0613")
            }
        )
        #expect(rows.map(\.model) == ["gpt-4-0613"])
        #expect(rows.map(\.user.description) == ["42"])
        #expect(rows.map(\.exact) == [UsageCount(promptTokens: 11, completionTokens: 7, requests: 1)])
        #expect(rows.map(\.estimated) == [UsageCount()])
    }

    @Test(arguments: [nil, TokenUsage(promptTokens: 0, completionTokens: 0, totalTokens: 0)])
    func whatItDidNotCountIsEstimated(usage: TokenUsage?) async throws {
        let rows = try await self.rows(
            of: ScriptedProvider { _, _, emit in
                try await emit(.reasoning(Array("abcd".utf8)))
                try await emit(.text(Array("abcd".utf8)))
                return Completed(usage: usage)
            }
        )
        #expect(rows.map(\.model) == [Workplace.model])
        #expect(rows.map(\.exact) == [UsageCount()])
        #expect(rows.map(\.estimated) == [UsageCount(promptTokens: 6, completionTokens: 2, requests: 1)])
    }

    @Test(arguments: [true, false])
    func aCallThatIsCutIsEstimated(byItsReader: Bool) async throws {
        let rows = try await self.rows(
            of: ScriptedProvider { _, _, emit in
                try await emit(.text(Array("half".utf8)))
                if byItsReader { try await Task.sleep(for: .seconds(3600)) }
                throw ProviderFailure(kind: .broken, detail: "cut")
            },
            cancelling: byItsReader
        )
        #expect(rows.map(\.exact) == [UsageCount()])
        #expect(rows.map(\.estimated) == [UsageCount(promptTokens: 6, completionTokens: 1, requests: 1)])
    }

    @Test(arguments: [ProviderFailure.Kind.invalidRequest, .unauthorized, .unavailable, .timeout])
    func aCallThatWasRefusedCostsNothing(kind: ProviderFailure.Kind) async throws {
        let provider = ScriptedProvider { _, _, _ in throw ProviderFailure(kind: kind, detail: "") }
        let rows = try await self.rows(of: provider)
        #expect(rows.isEmpty)
    }

    @Test func whoAnswersAfterAnothersRefusalIsPaid() async throws {
        let ledger = InMemoryUsageLedger()
        let logger = quietLogger
        let recorder = UsageRecorder(ledger: ledger, logger: logger)
        let budget = TenantBudget(limit: nil, ledger: ledger)
        func metered(_ provider: ScriptedProvider) -> MeteredProvider<InMemoryUsageLedger> {
            MeteredProvider(base: provider, model: "model-of-\(provider.name)", recorder: recorder, budget: budget)
        }
        let refusals = Array(repeating: ProviderFailure(kind: .unavailable, detail: ""), count: 3)
        let policy = RetryPolicy(attempts: 3, base: .zero)
        let chain = ProviderChain(
            [
                metered(ScriptedProvider(name: "first", failures: refusals)),
                metered(ScriptedProvider(name: "second", texts: "abcd")),
            ],
            policy: policy,
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await recorder.run() }
            let request = ModelRequest.hello
            _ = try await chain.answer(request, into: Emitted())
            #expect(await recorder.settle(request.call.id.run))
            let day = UsageDay.today
            let rows = try await ledger.usage(of: request.call.caller.tenant, on: day...day, by: nil)
            #expect(rows.map(\.model) == ["model-of-second"])
            #expect(rows.map(\.estimated.requests) == [1])
            tasks.cancelAll()
        }
    }

    // MARK: - Workers that died

    @Test func whatALostWorkerSaidIsChargedOnceUnderItsEpoch() async throws {
        let place = Workplace(
            ScriptedProvider { _, _, emit in
                try await emit(.text(Array("whole".utf8)))
                return Completed(usage: Self.usage)
            }
        )
        try await place.running {
            let command = try await place.newCommand()
            let dead = ScriptedWorker(place.bus, instance: "llm-0")
            try await dead.begin(command.run)
            try await dead.say("abcd", "efgh", in: command.run)
            #expect(await place.handler.handle(command, attempt: 2) == .done)
            let expected = UsageRow(
                day: .today,
                user: command.caller.user,
                model: Workplace.model,
                exact: UsageCount(promptTokens: 11, completionTokens: 7, requests: 1),
                estimated: UsageCount(promptTokens: 6, completionTokens: 2, requests: 1)
            )
            #expect(try await place.usage() == [expected])
            // The command of an ended run comes back: nothing is counted twice.
            #expect(await place.handler.handle(command, attempt: 3) == .done)
            #expect(await place.handler.giveUp(command, attempts: 3) == .bury(reason: "given up after 3 attempts"))
            #expect(try await place.usage() == [expected])
        }
    }

    @Test(arguments: [Self.usage, nil])
    func anEndThatNobodyChargedIsChargedWhenTheCommandComesBack(usage: TokenUsage?) async throws {
        let place = Workplace(ScriptedProvider(texts: "never"))
        try await place.running {
            let command = try await place.newCommand()
            let dead = ScriptedWorker(place.bus, instance: "llm-0")
            try await dead.begin(command.run)
            try await dead.say("abcd", in: command.run)
            try await dead.complete(command.run, usage: usage)
            #expect(await place.handler.handle(command, attempt: 2) == .done)
            let row = try #require(try await place.usage().first)
            #expect(row.exact.totalTokens == (usage == nil ? 0 : 18))
            #expect(row.estimated.totalTokens == (usage == nil ? 7 : 0))
        }
    }

    @Test func whatWasCountedBeforeADeathIsNotCountedAgain() async throws {
        let place = Workplace(ScriptedProvider(texts: "never"))
        try await place.running {
            let command = try await place.newCommand()
            let dead = ScriptedWorker(place.bus, instance: "llm-0")
            try await dead.begin(command.run)
            try await dead.say("abcd", in: command.run)
            let id = ModelCall(command, epoch: 1, number: 1).id
            let exact = UsageEntry(
                id: id,
                caller: command.caller,
                model: "m",
                usage: Self.usage,
                orEstimated: (0, 0)
            )
            _ = try await place.ledger.record([exact])
            try await dead.fail(command.run, .workerLost)
            #expect(await place.handler.handle(command, attempt: 2) == .done)
            #expect(try await place.usage().map(\.model) == ["m"])
        }
    }
}
