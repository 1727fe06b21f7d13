import Bus
import Logging
import Messages
import ServiceLifecycle
import TestSupport
import Testing

@testable import LLM

@Suite(.timeLimit(.minutes(1))) struct UsageRecorderTests {
    private let ledger = InMemoryUsageLedger()
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let caller: Caller
    private var day: UsageDay { UsageDay(number: 20_700) }

    init() throws {
        self.caller = try .of("1", "42")
    }

    private func total() async throws -> Int {
        try await self.ledger.total(of: self.caller.tenant, on: self.day)
    }

    @Test func anEntryIsRepeatedUntilTheLedgerHasIt() async throws {
        let recorder = UsageRecorder(ledger: self.ledger, logger: self.logger)
        self.ledger.fail(with: BusError(.unavailable, "told to fail"))
        let entry = UsageEntry.sample(self.caller)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await recorder.run() }
            recorder.submit(entry)
            #expect(await recorder.settle(.random()), "another run has nothing to wait for")
            let settled = Task { await recorder.settle(entry.id.run) }
            let givenUp = Task { await recorder.settle(entry.id.run) }
            givenUp.cancel()
            #expect(await !givenUp.value)
            self.ledger.fail(with: nil)
            #expect(await settled.value)
            let total = try await self.total()
            #expect(total == 8)
            tasks.cancelAll()
        }
    }

    @Test func aShutdownWaitsForTheLedgerAWhile() async throws {
        for isBack in [true, false] {
            let ledger = InMemoryUsageLedger()
            ledger.fail(with: BusError(.connectionLost, "told to fail"))
            let recorder = UsageRecorder(ledger: ledger, patience: .milliseconds(300), logger: self.logger)
            let group = ServiceGroup(services: [recorder], logger: self.logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                let entries = (0..<300).map { _ in UsageEntry.sample(self.caller, 1, 0) }
                for entry in entries { recorder.submit(entry) }
                await group.triggerGracefulShutdown()
                if isBack { ledger.fail(with: nil) }
                try await tasks.waitForAll()
            }
            ledger.fail(with: nil)
            #expect(try await ledger.total(of: self.caller.tenant, on: self.day) == (isBack ? 300 : 0))
        }
    }

    @Test func whatTheLedgerCanNeverTakeHoldsNothingUp() async throws {
        let recorder = UsageRecorder(ledger: self.ledger, logger: self.logger)
        self.ledger.fail(with: BusError(.malformedReply, "told to fail"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await recorder.run() }
            let entry = UsageEntry.sample(self.caller)
            recorder.submit(entry)
            #expect(await recorder.settle(entry.id.run))
            self.ledger.fail(with: nil)
            recorder.submit(.sample(self.caller))
            try await eventually("the next entry") { try await self.total() == 8 }
            tasks.cancelAll()
        }
    }
}
