import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisSubscriptionTests {
    static func publish(_ text: String, on channel: String = "a", _ client: RedisClient) async throws -> Int? {
        try await client.send(RedisCommand("PUBLISH", RedisArgument(channel), RedisArgument(text))).int
    }

    static func message(_ text: String, on channel: String = "a") -> RedisSubscriptionEvent {
        .message(channel: channel, payload: Array(text.utf8))
    }

    @Test func messagesOfAllChannelsArriveAfterTheWordThatItListens() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                var events = client.subscribe(to: ["a", "b"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                let first = try await Self.publish("1\r\n\0", client)
                let second = try await Self.publish("2", on: "b", client)
                #expect(first == 1 && second == 1)
                #expect(await events.next() == Self.message("1\r\n\0"))
                #expect(await events.next() == Self.message("2", on: "b"))
            }
        }
    }

    @Test func itListensAgainAfterItsConnectionWasLost() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                var events = client.subscribe(to: ["a"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                _ = try await client.send(RedisCommand("CLIENT", "KILL", "TYPE", "pubsub"))
                #expect(await events.next() == .subscribed)
                _ = try await Self.publish("1", client)
                #expect(await events.next() == Self.message("1"))
                await server.kill()
                try await server.start()
                #expect(await events.next() == .subscribed)
                try await client.waitForGeneration(after: 1)
                _ = try await Self.publish("2", client)
                #expect(await events.next() == Self.message("2"))
            }
        }
    }

    @Test func aListenerThatLagsLosesNothingThatTheServerStillHolds() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                var events = client.subscribe(to: ["a"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                let numbers = 0..<20_000
                _ = try await client.send(numbers.map { RedisCommand("PUBLISH", "a", RedisArgument($0)) })
                for number in numbers {
                    let event = await events.next()
                    guard event == Self.message("\(number)") else {
                        Issue.record("\(event as Any) instead of \(number)")
                        return
                    }
                }
            }
        }
    }

    @Test func aListenerThatLagsTooFarIsToldThatItMissedSomething() async throws {
        let limit = ["--client-output-buffer-limit", "pubsub 1mb 1mb 1"]
        try await withRedisServer(.init(arguments: limit)) { server in
            try await withRedisClient(server.url) { client async throws in
                var events = client.subscribe(to: ["a"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                let message = RedisArgument([UInt8](repeating: 1, count: 10_000))
                var listeners: Int? = 1
                var sent = 0
                while listeners == 1, sent < 5_000 {  // until the server has dropped the listener
                    listeners = try await client.send(RedisCommand("PUBLISH", "a", message)).int
                    sent += 1
                }
                try #require(listeners == 0, "50 MB were taken in though nobody listened")
                var received = 0
                while case .message = await events.next() {
                    received += 1
                }
                #expect(received < sent)  // and then `subscribed` came again
            }
        }
    }

    @Test func aServerThatHangsIsNoticed() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) {
                $0.subscriptionPing = .milliseconds(300)
                $0.commandTimeout = .milliseconds(1_500)
            } _: { client async throws in
                var events = client.subscribe(to: ["a"]).makeAsyncIterator()
                #expect(await events.next() == .subscribed)
                // Several silent intervals, in which the server answers our pings.
                _ = try await client.makeDedicatedConnection().send(
                    RedisCommand("BLPOP", "nothing", "1.2"),
                    timeout: .seconds(5)
                )
                _ = try await Self.publish("still the first connection", client)
                #expect(await events.next() == Self.message("still the first connection"))
                server.pause()
                async let resumed: Void = {
                    _ = try? await client.send(RedisCommand("PING"))  // times out, and so our pings do
                    server.resume()
                }()
                #expect(await events.next() == .subscribed)
                await resumed
                try await client.waitForGeneration(after: 1)
            }
        }
    }

    @Test func cancellationEndsItAndItsConnection() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let (signs, sign) = AsyncStream.makeStream(of: Void.self)
                await withTaskGroup(of: Int.self) { tasks in
                    tasks.addTask {
                        var count = 0
                        for await _ in client.subscribe(to: ["a"]) {
                            count += 1
                            sign.yield()
                        }
                        return count
                    }
                    // It has heard that it is subscribed.
                    for await _ in signs { break }
                    tasks.cancelAll()
                    #expect(await tasks.next().map { $0 >= 1 } == true)
                }
                while try await Self.publish("x", client) != 0 {}
            }
        }
    }
}
