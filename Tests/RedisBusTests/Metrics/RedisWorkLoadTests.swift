import Bus
import Messages
import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisWorkLoadTests {
    @Test func aStreamThatNobodyHasUsedIsEmpty() async throws {
        try await withRedisBus { bus, _ in
            for stream in [DeadLetterStream.events, .commands(.llm)] {
                let load = try await RedisWorkLoad(client: bus.client, stream: stream).read()
                #expect(load == WorkLoad(depth: 0, pending: 0, dead: 0))
            }
        }
    }

    @Test func whatWaitsWhatIsInHandsAndWhatWasGivenUpAreCounted() async throws {
        try await withRedisBus { bus, _ in
            let queue = bus.makeQueue()
            let load = RedisWorkLoad(client: bus.client, stream: .commands(.llm))
            for _ in 0..<5 { _ = try await queue.send(try .sample()) }
            #expect(try await load.read() == WorkLoad(depth: 5, pending: 0, dead: 0))
            let deliveries = try await queue.receive(as: .fresh("worker"), limit: 3, wait: .seconds(5))
            #expect(try await load.read() == WorkLoad(depth: 5, pending: 3, dead: 0))
            try await queue.bury(deliveries[0], reason: "no")
            try await queue.complete(deliveries[1])
            #expect(try await load.read() == WorkLoad(depth: 3, pending: 1, dead: 1))
        }
    }

    @Test func eventsCountInTheIndexersGroup() async throws {
        try await withRedisBus { bus, _ in
            let events = RedisEventStream(client: bus.client)
            _ = try await events.admit([EventMessage(payload: Array("{}".utf8), identity: Array("a".utf8))])
            #expect(try await events.receive(as: .fresh("indexer"), limit: 1, wait: .seconds(5)).count == 1)
            let load = try await RedisWorkLoad(client: bus.client, stream: .events).read()
            #expect(load == WorkLoad(depth: 1, pending: 1, dead: 0))
        }
    }

    @Test func whatIsNoStreamCannotBeCounted() async throws {
        try await withRedisBus { bus, _ in
            _ = try await bus.client.send(RedisCommand("SET", RedisArgument(BusKeys.commands(.tasks)), "x"))
            let load = RedisWorkLoad(client: bus.client, stream: .commands(.tasks))
            await #expect(throws: BusError.self) { try await load.read() }
        }
    }
}
