import Bus
import Messages
import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct RedisDeadLettersTests {
    /// Gives events up that hold the numbers as their text, and returns the ids that they had in their stream.
    private func bury(_ numbers: Range<Int>, _ client: RedisClient, reason: String = "이유") async throws -> [String] {
        let stream = RedisEventStream(client: client)
        _ = try await stream.admit(
            numbers.map { EventMessage(payload: Array("\($0)".utf8), identity: Array("\($0)".utf8)) }
        )
        let consumer = ReplicaID.fresh("indexer")
        let deliveries = try await stream.receive(as: consumer, limit: numbers.count, wait: .seconds(5))
        for delivery in deliveries { try await stream.bury(delivery, reason: reason) }
        return deliveries.map(\.entry)
    }

    private func text(_ letter: DeadEntry, _ field: String) -> String? {
        letter[field].map { String(decoding: $0, as: UTF8.self) }
    }

    private func fields(of key: String, _ client: RedisClient) async throws -> [[String?]] {
        let reply = try await client.send(RedisCommand("XRANGE", RedisArgument(key), "-", "+"))
        return (reply.array ?? []).map { ($0.array?.last?.array ?? []).map(\.string) }
    }

    @Test func theNewestAreListedOverSeveralReplies() async throws {
        try await withRedisBus { bus, _ in
            let entries = try await self.bury(0..<75, bus.client)
            let letters = RedisDeadLetters(client: bus.client, stream: .events)
            #expect(try await letters.count() == 75)
            let newest = try await letters.newest(70)
            #expect(newest.map { self.text($0, EventFields.event) } == (5..<75).reversed().map { "\($0)" })
            #expect(newest.first.map { self.text($0, EventFields.origin) } == entries.last)
            #expect(newest.allSatisfy { $0.reason == "이유" && $0.attempts == 1 && ($0.failedAt ?? 0) > 0 })
            #expect(newest.allSatisfy { $0.fields.map(\.name) == [EventFields.event, EventFields.origin] })
            #expect(try await letters.newest(1000).count == 75)
            let one = try #require(try await letters.letter(newest[3].id))
            #expect(self.text(one, EventFields.event) == "71")
        }
    }

    @Test func anEventIsPutBackOnceWithTheAgeThatItHad() async throws {
        try await withRedisBus { bus, _ in
            let entries = try await self.bury(0..<1, bus.client)
            let letters = RedisDeadLetters(client: bus.client, stream: .events)
            let id = try #require(try await letters.newest(1).first?.id)
            let outcomes = try await withThrowingTaskGroup(of: DeadLetterRetry.self) { tasks in
                for _ in 0..<8 { tasks.addTask { try await letters.retry(id) } }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .missing } == 7)
            #expect(try await self.fields(of: BusKeys.events, bus.client) == [["event", "0", "entry", entries[0]]])
            #expect(try await letters.count() == 0)
        }
    }

    @Test func anEventThatDiesAgainKeepsItsFirstId() async throws {
        try await withRedisBus { bus, _ in
            let first = try await self.bury(0..<1, bus.client)
            let letters = RedisDeadLetters(client: bus.client, stream: .events)
            try await letters.retryAll { _, outcome in #expect(outcome != .missing) }
            let stream = RedisEventStream(client: bus.client)
            let delivery = try #require(try await stream.receive(as: .fresh(), limit: 1, wait: .seconds(5)).first)
            try await stream.bury(delivery, reason: "again")
            let letter = try #require(try await letters.newest(1).first)
            #expect(letter.fields.map(\.name) == [EventFields.event, EventFields.origin])
            #expect(self.text(letter, EventFields.origin) == first[0])
            #expect(letter.reason == "again")
        }
    }

    @Test func aCommandIsTheSameOneWhenItIsPutBack() async throws {
        try await withRedisBus { bus, _ in
            let queue = bus.makeQueue()
            let command = try Command.sample(body: [0x7B, 0x00, 0xFF, 0x7D])
            _ = try await queue.send(command)
            let worker = ReplicaID.fresh("worker")
            let delivery = try #require(try await queue.receive(as: worker, limit: 1, wait: .seconds(5)).first)
            try await queue.bury(delivery, reason: "r")
            let letters = RedisDeadLetters(client: bus.client, stream: .commands(.llm))
            let letter = try #require(try await letters.newest(1).first)
            let outcome = try await letters.retry(letter.id)
            let again = try #require(try await queue.receive(as: worker, limit: 1, wait: .seconds(5)).first)
            #expect(outcome == .putBack(as: again.entry))
            #expect(try again.command() == command)
            #expect(again.fields.map(\.name) == delivery.fields.map(\.name))
            #expect(try await letters.retry(letter.id) == .missing)
        }
    }

    @Test func allArePutBackTheOldestFirst() async throws {
        try await withRedisBus { bus, _ in
            _ = try await self.bury(0..<70, bus.client)
            let letters = RedisDeadLetters(client: bus.client, stream: .events)
            var outcomes: [DeadLetterRetry] = []
            try await letters.retryAll { outcomes.append($1) }
            #expect(outcomes.count == 70 && !outcomes.contains(.missing))
            #expect(try await self.fields(of: BusKeys.events, bus.client).map { $0[1] } == (0..<70).map { "\($0)" })
            #expect(try await letters.count() == 0)
            try await letters.retryAll { id, _ in Issue.record("\(id) was put back again") }
        }
    }

    @Test func whatWasCutStaysADeadLetter() async throws {
        try await withRedisBus { bus, _ in
            let payload = [UInt8](repeating: 0x78, count: EventMessage.sizeLimit + 1)
            let message = EventMessage(payload: payload, identity: [0x31])
            _ = try await RedisEventStream(client: bus.client).admit([message])
            let letters = RedisDeadLetters(client: bus.client, stream: .events)
            let id = try #require(try await letters.newest(1).first?.id)
            #expect(try await letters.retry(id) == .cut)
            #expect(try await letters.count() == 1)
            #expect(try await self.fields(of: BusKeys.events, bus.client).isEmpty)
        }
    }

    @Test(arguments: [
        ["event", "{}"], ["reason", "r", "attempts", "1", "failedAt", "2"],
        ["event", "{}", "reason", "r", "attempts", "1", "failed", "2"],
    ])
    func whatOthersWroteIsShownButNotPutBack(fields: [String]) async throws {
        try await withRedisBus { bus, _ in
            let key = RedisArgument(BusKeys.deadEvents)
            let reply = try await bus.client.send(RedisCommand("XADD", [key, "*"] + fields.map { RedisArgument($0) }))
            let letters = RedisDeadLetters(client: bus.client, stream: .events)
            let id = try #require(reply.string)
            #expect(try await letters.letter(id)?.id == id)
            #expect(try await letters.retry(id) == .foreign)
            #expect(try await letters.count() == 1)
        }
    }

    @Test(arguments: ["", "1", "-", "+", "1-", "-1", "1-1-1", "a-1", "(1-1", "9-9"])
    func whatIsNoIdOfALetterNamesNone(id: String) async throws {
        try await withRedisBus { bus, _ in
            let key = RedisArgument(BusKeys.deadEvents)
            let fields: [RedisArgument] = ["event", "{}", "reason", "r", "attempts", "1", "failedAt", "2"]
            _ = try await bus.client.send(RedisCommand("XADD", [key, "1-1"] + fields))
            let letters = RedisDeadLetters(client: bus.client, stream: .events)
            #expect(try await letters.letter(id) == nil)
            #expect(try await letters.retry(id) == .missing)
            #expect(try await letters.count() == 1)
        }
    }

    @Test func aFullRedisKeepsTheLetter() async throws {
        try await withRedisBus { bus, _ in
            _ = try await self.bury(0..<1, bus.client)
            let letters = RedisDeadLetters(client: bus.client, stream: .events)
            let id = try #require(try await letters.newest(1).first?.id)
            _ = try await bus.client.send(RedisCommand("CONFIG", "SET", "maxmemory", "1"))
            let error = await #expect(throws: BusError.self) { try await letters.retry(id) }
            #expect(error?.code == .full)
            _ = try await bus.client.send(RedisCommand("CONFIG", "SET", "maxmemory", "0"))
            #expect(try await letters.count() == 1)
            #expect(try await letters.retry(id) != .missing)
        }
    }
}
