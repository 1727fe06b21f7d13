import Logging
import NIOCore
import NIOPosix
import RedisBus
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisClientTests {
    @Test func everyByteComesBackAsItWasSent() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let all = (0...255).map { UInt8($0) }
                for value in all.map({ [$0] }) + [all, [], Array("\r\n$1\r\n".utf8)] {
                    let key = RedisArgument(Array("k\0\r\n".utf8) + value)
                    #expect(try await client.send(RedisCommand("SET", key, RedisArgument(value))) == .status("OK"))
                    #expect(try await client.send(RedisCommand("GET", key)) == .bulk(value))
                }
                let large = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
                #expect(try await client.send(RedisCommand("ECHO", RedisArgument(large))) == .bulk(large))
            }
        }
    }

    @Test func anErrorOfTheServerIsAReply() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let replies = try await client.send([
                    RedisCommand("SET", "a", "x"), RedisCommand("INCR", "a"), RedisCommand("GET", "a"),
                    RedisCommand("XREADGROUP", "GROUP", "g", "c", "STREAMS", "s", ">"), RedisCommand("NOSUCH"),
                ])
                #expect(replies[0].string == "OK")
                #expect(replies[1].error?.prefix == "ERR")
                #expect(replies[2].string == "x")
                #expect(replies[3].error?.prefix == "NOGROUP")
                #expect(replies[4].error != nil)
                #expect(try await client.send([]) == [])
            }
        }
    }

    @Test func aReplyNeverReachesAnotherCallerWhateverIsCancelled() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let wrong = await withTaskGroup(of: Int.self) { callers in
                    for caller in 0..<1_000 {
                        callers.addTask { await Self.echoRounds(client, caller: caller, rounds: 10) }
                    }
                    return await callers.reduce(0, +)
                }
                #expect(wrong == 0)
                #expect(try await client.send(RedisCommand("GET", "count")).int == 10_000)
                #expect(client.generation == 1)
            }
        }
    }

    /// Sends in tasks that are cancelled at random moments; returns how many replies were not exactly their own.
    private static func echoRounds(_ client: RedisClient, caller: Int, rounds: Int) async -> Int {
        var wrong = 0
        for round in 0..<rounds {
            wrong += await withTaskGroup(of: Int.self) { task in
                task.addTask {
                    let text = "\(caller)/\(round)"
                    let commands = [
                        RedisCommand("ECHO", RedisArgument(text)), RedisCommand("INCR", "count"),
                        RedisCommand("ECHO", RedisArgument(text + "/b")),
                    ]
                    guard let replies = try? await client.send(commands) else { return 1 }
                    let isOwn =
                        replies.count == 3 && replies[0].string == text && replies[1].int != nil
                        && replies[2].string == text + "/b"
                    return isOwn ? 0 : 1
                }
                for _ in 0..<Int.random(in: 0...3) {
                    await Task.yield()
                }
                if Bool.random() {
                    task.cancelAll()
                }
                return await task.reduce(0, +)
            }
        }
        return wrong
    }

    @Test func commandsOfManyTasksShareWrites() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                await withTaskGroup(of: Void.self) { callers in
                    for _ in 0..<5_000 {
                        callers.addTask { _ = try? await client.send(RedisCommand("INCR", "n")) }
                    }
                }
                #expect(try await client.send(RedisCommand("GET", "n")).int == 5_000)
                let stats = try await client.send(RedisCommand("INFO", "stats")).string ?? ""
                let reads = stats.split(separator: "\r\n").first { $0.hasPrefix("total_reads_processed:") }
                #expect(reads.flatMap { Int($0.split(separator: ":")[1]) }.map { $0 < 2_500 } == true, "\(reads ?? "")")
            }
        }
    }

    @Test func aTransactionIsWholeAmongConcurrentCallers() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                try await withThrowingTaskGroup(of: Void.self) { callers in
                    for caller in 0..<200 {
                        callers.addTask {
                            _ = try await client.send(RedisCommand("INCR", "outside"))
                            let replies = try await client.send([
                                RedisCommand("MULTI"), RedisCommand("SET", "k", RedisArgument(caller)),
                                RedisCommand("GET", "k"), RedisCommand("EXEC"),
                            ])
                            let own = RedisValue.bulk(Array("\(caller)".utf8))
                            #expect(replies.last == .array([.status("OK"), own]))
                        }
                    }
                    try await callers.waitForAll()
                }
                #expect(try await client.send(RedisCommand("GET", "outside")).int == 200)
            }
        }
    }

    @Test func whatDoesNotBelongOnASharedConnectionIsNotSent() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let error = await #expect(throws: RedisError.self) {
                    try await client.send(RedisCommand("SUBSCRIBE", "a", "b"))
                }
                #expect(error?.code == .notShareable)
                #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
            }
        }
    }

    @Test func aScriptSurvivesThatTheServerForgetsIt() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let script = RedisScript("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}")
                for round in 1...6 {
                    if round.isMultiple(of: 2) {
                        _ = try await client.send(RedisCommand("SCRIPT", "FLUSH"))
                    }
                    let reply = try await client.evaluate(script, keys: ["k"], arguments: ["a\0"])
                    let expected: [RedisValue] = [
                        .bulk(Array("k".utf8)), .bulk(Array("a\0".utf8)), .integer(Int64(round)),
                    ]
                    #expect(reply == .array(expected))
                }
                #expect(script.sha1?.count == 40)
                let broken = try await client.evaluate(RedisScript("return ("), keys: [], arguments: [])
                #expect(broken.error?.prefix == "ERR")
            }
        }
    }

    @Test func userPasswordAndDatabaseAreUsed() async throws {
        try await withRedisServer(.init(password: "p@ss/wörd #1")) { server in
            try await withRedisClient(server.url + "/5") { client async throws in
                _ = try await client.send(RedisCommand("SET", "here", "yes"))
                let info = try await client.send(RedisCommand("CLIENT", "INFO")).string ?? ""
                #expect(info.contains(" db=5 "))
                #expect(info.contains(" name=aura "))
                _ = try await client.send(
                    RedisCommand("ACL", "SETUSER", "bob", "on", ">bob:pw", "~*", "+@all", "-client")
                )
            }
            try await withRedisClient("redis://bob:bob%3Apw@127.0.0.1:\(server.port)/5") { client async throws in
                #expect(try await client.send(RedisCommand("ACL", "WHOAMI")).string == "bob")
                #expect(try await client.send(RedisCommand("GET", "here")).string == "yes")
            }
        }
    }

    @Test func aWrongPasswordNeverYieldsAConnectionAndARightOneThenDoes() async throws {
        try await withRedisServer(.init(password: "right")) { server in
            try await withRedisClient(server.url) { admin in
                let client = RedisClient(
                    configuration: try RedisConfiguration(url: "redis://late:pw@127.0.0.1:\(server.port)"),
                    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
                )
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await client.run() }
                    // The server has counted refusals of ours, and we are still not connected.
                    var refusals = 0
                    while refusals < 2 {
                        let log = try await admin.send(RedisCommand("ACL", "LOG")).array ?? []
                        refusals = log.first?.array?[1].int ?? 0
                    }
                    let error = await #expect(throws: RedisError.self) { try await client.send(RedisCommand("PING")) }
                    #expect(error?.code == .unavailable)
                    _ = try await admin.send(RedisCommand("ACL", "SETUSER", "late", "on", ">pw", "~*", "+@all"))
                    try await client.waitUntilConnected()
                    #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
                    tasks.cancelAll()
                }
            }
        }
    }

    @Test func beforeTheFirstConnectionAndAfterTheEndCommandsFailAtOnce() async throws {
        let configuration = RedisConfiguration(host: "127.0.0.1", port: try FreePort.find())
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let client = RedisClient(configuration: configuration, logger: logger)
        let early = await #expect(throws: RedisError.self) { try await client.send(RedisCommand("PING")) }
        #expect(early?.code == .unavailable)
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try? await client.run() }
            tasks.addTask {
                await #expect(throws: CancellationError.self) { try await client.waitUntilConnected() }
            }
            tasks.cancelAll()
        }
        let late = await #expect(throws: RedisError.self) { try await client.send(RedisCommand("PING")) }
        #expect(late?.code == .shutDown)
        let waiting = await #expect(throws: RedisError.self) { try await client.waitUntilConnected() }
        #expect(waiting?.code == .shutDown)
    }

    @Test func gracefulShutdownWaitsForRepliesInFlight() async throws {
        let (received, signal) = AsyncStream.makeStream(of: Void.self)
        let reply = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: String.self)
        try await withScriptedPeer { text, eventLoop in
            guard text.contains("ECHO") else { return eventLoop.makeSucceededFuture("+OK\r\n+PONG\r\n") }
            signal.finish()
            return reply.futureResult
        } _: { port in
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let client = RedisClient(configuration: .init(host: "127.0.0.1", port: port), logger: logger)
            let group = ServiceGroup(services: [client], logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                try await client.waitUntilConnected()
                async let echo = client.send(RedisCommand("ECHO", "late"))
                for await _ in received {}
                await group.triggerGracefulShutdown()
                for await _ in client.generations() {}
                let refused = await #expect(throws: RedisError.self) { try await client.send(RedisCommand("PING")) }
                #expect(refused?.code == .shutDown)
                reply.succeed("$4\r\nlate\r\n")
                #expect(try await echo.string == "late")
                try await tasks.waitForAll()
            }
        }
    }
}
