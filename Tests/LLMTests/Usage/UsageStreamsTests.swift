import Bus
import FoundationEssentials
import Logging
import Messages
import RedisBus
import Synchronization
import TestSupport
import Testing

@testable import LLM

/// What many streams cost, over a real Redis: the provider's own count against the ledger's.
@Suite(.timeLimit(.minutes(3))) struct UsageStreamsTests {
    /// A provider that counts what it really sent: tokens of a few letters or syllables.
    private final class Counter: Sendable {
        struct Sent: Sendable {
            var prompt: Int
            var completion = 0
            var isWhole = false
        }

        struct Script: Sendable {
            /// Tokens of the whole answer.
            var length: Int
            /// After how many the reader goes away; nil for one that stays.
            var cut: Int?
        }

        let sent = Mutex<[RunID: [Sent]]>([:])
        let scripts = Mutex<[RunID: Script]>([:])
        let stop: @Sendable (RunID) async throws -> Void

        init(stop: @escaping @Sendable (RunID) async throws -> Void) {
            self.stop = stop
        }

        private static let words = ["the ", "mail", "보고", " 결", "ing ", "요 ", "of a", "3분기"]

        var provider: ScriptedProvider {
            ScriptedProvider { _, request, emit in
                let run = request.call.id.run
                let script = self.scripts.withLock { $0[run] } ?? Script(length: 0)
                let prompt = 20
                self.sent.withLock { $0[run, default: []].append(Sent(prompt: prompt)) }
                for token in 0..<script.length {
                    if token == script.cut {
                        try await self.stop(run)
                        try await Task.sleep(for: .seconds(3600))
                    }
                    self.change(run) { $0.completion += 1 }
                    try await emit(.text(Array(Self.words[token % Self.words.count].utf8)))
                }
                self.change(run) { $0.isWhole = true }
                let total = prompt + script.length
                let usage = TokenUsage(promptTokens: prompt, completionTokens: script.length, totalTokens: total)
                return Completed(usage: usage, finishReason: "stop", model: "counted")
            }
        }

        private func change(_ run: RunID, _ body: (inout Sent) -> Void) {
            self.sent.withLock { sent in
                guard let count = sent[run]?.count else { return }
                body(&sent[run]![count - 1])
            }
        }
    }

    @Test func everyCallIsCountedOnceAndWhatWasCutIsNearTheTruth() async throws {
        try await withRedisServer { server in
            let client = RedisClient(configuration: try RedisConfiguration(url: server.url), logger: quietLogger)
            let worker = ReplicaID.fresh("llm")
            let edge = ReplicaID.fresh("edge")
            let registry = RedisRunRegistry(client: client, timeToLive: .seconds(600))
            let signals = RedisSignals(client: client)
            let log = RedisRunLog(client: client, timeToLive: .seconds(600))
            let writer = RunWriter(log: log, worker: worker, logger: quietLogger)
            let stewardship = RunStewardship(
                writer: writer,
                inbox: RedisWorkerInbox(client: client, worker: worker),
                registry: registry,
                edges: signals,
                detachGrace: .seconds(30),
                logger: quietLogger
            )
            let ledger = RedisUsageLedger(client: client, timeToLive: .seconds(600))
            let recorder = UsageRecorder(ledger: ledger, logger: quietLogger)
            let counter = Counter { run in
                _ = try await registry.requestCancel(run)
                _ = try await signals.send(.cancel(run), to: worker)
            }
            let provider = MeteredProvider(
                base: counter.provider,
                model: "counted",
                recorder: recorder,
                budget: TenantBudget(limit: nil, ledger: ledger)
            )
            let conversations = RedisConversationStore(client: client, timeToLive: .seconds(600))
            let handler = ChatHandler(
                ownership: RunOwnership(
                    log: log,
                    writer: writer,
                    worker: worker,
                    detachGrace: .seconds(30),
                    logger: quietLogger
                ),
                stewardship: stewardship,
                log: log,
                provider: provider,
                memory: ConversationMemory(store: conversations, provider: provider, budget: 3000, logger: quietLogger),
                lostCalls: LostCalls(recorder: recorder, model: "counted"),
                limit: OutputLimit(),
                logger: quietLogger
            )
            try await withThrowingTaskGroup(of: Void.self) { services in
                services.addTask { try await client.run() }
                services.addTask { try await writer.run() }
                services.addTask { try await stewardship.run() }
                services.addTask { try await recorder.run() }
                defer { services.cancelAll() }
                try await client.waitUntilConnected()
                try await eventually("the worker's inbox") {
                    try await signals.send(.leave(.random(), edge), to: worker)
                }
                let commands = try await self.commands(525, registry, edge, counter)
                try await withThrowingTaskGroup(of: Void.self) { runs in
                    for (index, command) in commands.enumerated() {
                        if index >= 50 { try await runs.next() }
                        runs.addTask {
                            #expect(await handler.handle(command, attempt: 1) == .done)
                            // Some commands come back although their run has ended.
                            if index % 10 == 0 { #expect(await handler.handle(command, attempt: 2) == .done) }
                        }
                    }
                    try await runs.waitForAll()
                }
                try await self.compare(counter, ledger, commands[0].caller.tenant, client)
            }
        }
    }

    private func commands(
        _ count: Int,
        _ registry: RedisRunRegistry,
        _ edge: ReplicaID,
        _ counter: Counter
    ) async throws -> [Command] {
        var generator = SeededGenerator(seed: 7)
        var commands: [Command] = []
        for number in 0..<count {
            let record = RunRecord.test(try .of("1", "\(number % 7)"))
            try await registry.create(record, servedBy: edge)
            let length = Int.random(in: 1...120, using: &generator)
            let isCut = number % 3 == 0
            let cut = isCut ? Int.random(in: 0..<length, using: &generator) : nil
            counter.scripts.withLock { $0[record.run] = Counter.Script(length: length, cut: cut) }
            // 64 letters and 4 more tokens: 20.
            let question = ChatMessage(role: .user, content: String(repeating: "abcdefgh", count: 8))
            commands.append(
                Command(
                    run: record.run,
                    kind: ContinueChat.kind,
                    caller: record.caller,
                    edge: edge,
                    deadline: record.deadline,
                    body: try ContinueChat(
                        messages: [question],
                        conversation: number % 5 == 0 ? try .fresh() : nil
                    ).encoded()
                )
            )
        }
        return commands
    }

    private func compare(
        _ counter: Counter,
        _ ledger: RedisUsageLedger,
        _ tenant: TenantID,
        _ client: RedisClient
    ) async throws {
        let sent = counter.sent.withLock { $0 }
        let calls = sent.values.flatMap { $0 }
        #expect(sent.values.allSatisfy { $0.count == 1 }, "every run asked the provider once")
        let whole = calls.filter(\.isWhole)
        let cut = calls.filter { !$0.isWhole && $0.completion > 0 }
        let today = UsageDay.today
        let rows = try await ledger.usage(of: tenant, on: UsageDay(number: today.number - 1)...today, by: nil)
        let exact = rows.reduce(UsageCount()) { $0 + $1.exact }
        let estimated = rows.reduce(UsageCount()) { $0 + $1.estimated }
        #expect(whole.count >= 350)
        #expect(cut.count >= 150)
        #expect(exact.requests == whole.count)
        #expect(exact.promptTokens == whole.reduce(0) { $0 + $1.prompt })
        #expect(exact.completionTokens == whole.reduce(0) { $0 + $1.completion })
        #expect(estimated.requests == cut.count)
        #expect(estimated.promptTokens == cut.reduce(0) { $0 + $1.prompt })
        let truth = cut.reduce(0) { $0 + $1.completion }
        #expect(abs(Double(estimated.completionTokens) / Double(truth) - 1) < 0.35, "\(estimated) for \(truth)")
        // One entry for every call that sent something, under its own id.
        let keys = try await client.send(RedisCommand("KEYS", "aura:usage:*:seen:*")).array ?? []
        let entries = Set(keys.compactMap { $0.string?.split(separator: ":").suffix(3).joined(separator: ":") })
        let expected = sent.filter { $0.value[0].isWhole || $0.value[0].completion > 0 }.map { "\($0.key):1:1" }
        #expect(entries == Set(expected))
    }
}
