import Bus
import Foundation
import Logging
import Messages
import RedisBus
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisCommandQueueTests {
    private struct Handler: CommandHandler {
        let runs = Shared()

        final class Shared: Sendable {
            private let runs = Mutex<[RunID]>([])
            var all: [RunID] { self.runs.withLock { $0 } }
            func add(_ run: RunID) { self.runs.withLock { $0.append(run) } }
        }

        func handle(_ command: Command, attempt: Int) async -> CommandResult {
            self.runs.add(command.run)
            return .done
        }

        func giveUp(_ command: Command, attempts: Int) async -> CommandResult { .bury(reason: "given up") }
    }

    @Test func aGroupThatIsGoneIsMadeAgainAndMissesNothing() async throws {
        try await withRedisBus { bus, _ in
            let queue = bus.makeQueue()
            let consumer = ReplicaID.fresh("worker")
            #expect(!queue.isJoined)
            #expect(try await queue.receive(as: consumer, limit: 1, wait: .milliseconds(10)).isEmpty)
            #expect(queue.isJoined)
            _ = try await bus.client.send(RedisCommand("FLUSHALL"))
            let command = try Command.sample()
            #expect(try await queue.send(command) == 1)
            await #expect(throws: BusError.self) { try await queue.receive(as: consumer, limit: 1, wait: .seconds(5)) }
            #expect(!queue.isJoined)
            let deliveries = try await queue.receive(as: consumer, limit: 1, wait: .seconds(5))
            #expect(try deliveries.map { try $0.command() } == [command])
            #expect(queue.isJoined)
        }
    }

    @Test func aConsumerWhoseGroupIsGoneNeitherSpinsNorLosesCommands() async throws {
        try await withRedisBus { bus, _ in
            let handler = Handler()
            let consumer = CommandConsumer(
                queue: bus.makeQueue(),
                leases: bus.leases,
                handler: handler,
                consumer: .fresh("worker"),
                configuration: ConsumerConfiguration(concurrency: 8),
                session: { 1 },
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            )
            let sender = bus.makeQueue()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await consumer.run() }
                for round in 1...3 {
                    _ = try await sender.send(try .sample())
                    try await eventually("round \(round)") { handler.runs.all.count == 2 * round - 1 }
                    _ = try await bus.client.send([RedisCommand("FLUSHALL"), RedisCommand("CONFIG", "RESETSTAT")])
                    _ = try await sender.send(try .sample())
                    try await eventually("the rest of round \(round)") { handler.runs.all.count == 2 * round }
                    try await eventually("an empty queue") { try await sender.backlog() == 0 }
                    #expect(try await Self.calls(of: "xreadgroup", bus.client) < 12)
                    #expect(try await Self.calls(of: "xgroup|create", bus.client) == 1)
                }
                tasks.cancelAll()
                try await tasks.waitForAll()
            }
            #expect(Set(handler.runs.all).count == 6)
        }
    }

    /// How often a command was called since the statistics were reset.
    private static func calls(of name: String, _ client: RedisClient) async throws -> Int {
        let statistics = try await client.send(RedisCommand("INFO", "commandstats")).string ?? ""
        let line = statistics.split(whereSeparator: \.isNewline).first { $0.hasPrefix("cmdstat_\(name):calls=") }
        return line.flatMap { Int($0.dropFirst("cmdstat_\(name):calls=".count).prefix { $0 != "," }) } ?? 0
    }

    @Test func aDeadLetterHasTheCommandsFieldsAndWhyHowOftenAndWhen() async throws {
        try await withRedisBus { bus, _ in
            let queue = bus.makeQueue()
            let body = (0..<(300 << 10)).map { UInt8(truncatingIfNeeded: $0) }
            let command = try Command.sample(body: body)
            _ = try await queue.send(command)
            let (dead, heir) = (ReplicaID.fresh("worker"), ReplicaID.fresh("worker"))
            _ = try await queue.receive(as: dead, limit: 1, wait: .seconds(5))
            let delivery = try #require(await queue.claim(from: dead, as: heir, idle: .zero, limit: 1).first)
            let before = Int64(Date().timeIntervalSince1970 * 1000)
            try await queue.bury(delivery, reason: "이유")
            let after = Int64(Date().timeIntervalSince1970 * 1000)

            let reply = try await bus.client.send(RedisCommand("XRANGE", "aura:cmd:llm:dead", "-", "+"))
            let values = try #require(reply.array?.first?.array?.last?.array)
            #expect(reply.array?.count == 1)
            let fields = stride(from: 0, to: values.count, by: 2).map {
                (values[$0].string ?? "", values[$0 + 1].bytes ?? [])
            }
            #expect(fields.map(\.0) == command.fields.map(\.name) + ["reason", "attempts", "failedAt"])
            for (field, original) in zip(fields, command.fields) {
                #expect(field.1 == Array(original.value.prefix(256 << 10)))
            }
            #expect(fields[7].1.count == 256 << 10)
            #expect(String(decoding: fields[8].1, as: UTF8.self) == "이유")
            #expect(String(decoding: fields[9].1, as: UTF8.self) == "2")
            let failedAt = try #require(Int64(String(decoding: fields[10].1, as: UTF8.self)))
            #expect((before...after).contains(failedAt))
            #expect(try await bus.client.send(RedisCommand("XLEN", "aura:cmd:llm")).int == 0)
            let pending = try await bus.client.send(RedisCommand("XPENDING", "aura:cmd:llm", "llm"))
            #expect(pending.array?.first?.int == 0)
        }
    }

    @Test func aStreamNamesAnotherForEachServiceAndAGroupAfterIt() async throws {
        try await withRedisBus { bus, _ in
            for service in WorkerService.allCases {
                let queue = RedisCommandQueue(client: bus.client, service: service)
                _ = try await queue.receive(as: .fresh("worker"), limit: 1, wait: .milliseconds(5))
                let groups = try await bus.client.send(
                    RedisCommand("XINFO", "GROUPS", RedisArgument("aura:cmd:\(service.rawValue)"))
                )
                #expect(groups.array?.first?.array?[1].string == service.rawValue)
            }
        }
    }
}
