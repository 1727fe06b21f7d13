import Bus
import Foundation
import Messages
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CommandRouterTests {
    private let bus = InMemoryBus()
    private let worker = ReplicaID(instance: "llm-1", boot: "b0")

    /// Lets a router do something with a command of a kind, and returns what came of it and of the run.
    private func route(
        _ kind: String,
        _ action: @Sendable (CommandRouter<InMemoryRunLog>, Command) async -> CommandResult
    ) async throws -> (result: CommandResult, events: [RunEvent]) {
        let log = InMemoryRunLog(bus: self.bus)
        let writer = RunWriter(log: log, worker: self.worker, logger: silent)
        let ownership = RunOwnership(
            log: log,
            writer: writer,
            worker: self.worker,
            detachGrace: .seconds(30),
            logger: silent
        )
        func handler(_ name: String) -> TestHandler {
            TestHandler(
                onHandle: { _, attempt in .bury(reason: "\(name) handled \(attempt)") },
                onGiveUp: { _, attempts in .bury(reason: "\(name) gave up \(attempts)") }
            )
        }
        let router = CommandRouter(["a": handler("A"), "b": handler("B")], unknown: .chat, ownership: ownership)
        let record = try RunRecord.test(.of("1", "42"))
        try await InMemoryRunRegistry(bus: self.bus).create(record, servedBy: self.worker)
        let command = Command(
            run: record.run,
            kind: kind,
            caller: record.caller,
            edge: self.worker,
            deadline: record.deadline,
            body: []
        )
        return try await withServices(writer) {
            let result = await action(router, command)
            return (result, try await log.entries(of: record.run, after: .zero, limit: 10).map(\.event))
        }
    }

    @Test(arguments: [("a", "A"), ("b", "B")])
    func theHandlerOfTheKindGetsTheCommand(kind: String, name: String) async throws {
        let handled = try await self.route(kind) { await $0.handle($1, attempt: 2) }
        #expect(handled.result == .bury(reason: "\(name) handled 2"))
        #expect(handled.events.isEmpty)
        let givenUp = try await self.route(kind) { await $0.giveUp($1, attempts: 3) }
        #expect(givenUp.result == .bury(reason: "\(name) gave up 3"))
    }

    @Test(arguments: [false, true])
    func whatNobodyKnowsFailsItsRunAndIsBuried(isGivenUp: Bool) async throws {
        let outcome = try await self.route("dance") { router, command in
            isGivenUp ? await router.giveUp(command, attempts: 3) : await router.handle(command, attempt: 1)
        }
        #expect(outcome.result == .bury(reason: "kind is unknown"))
        #expect(outcome.events.map(\.type) == [.started, .failed])
        #expect(try RunFailure.decoded(from: try #require(outcome.events.last).payload) == .unreadableCommand)
    }
}
