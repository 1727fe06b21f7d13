import NIOCore
import NIOPosix
import RedisBus
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisClientOutageTests {
    @Test func aServerThatHangsFailsAllInFlightAndIsUsedAgainAfterwards() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url, configure: { $0.commandTimeout = .milliseconds(300) }) {
                client async throws in
                server.pause()
                let began = ContinuousClock.now
                let codes = await withTaskGroup(of: RedisError.Code?.self) { callers in
                    for _ in 0..<50 {
                        callers.addTask {
                            do throws(RedisError) {
                                _ = try await client.send(RedisCommand("INCR", "n"))
                                return nil
                            } catch {
                                return error.code
                            }
                        }
                    }
                    return await callers.reduce(into: []) { $0.append($1) }
                }
                #expect(ContinuousClock.now - began < .seconds(10))
                #expect(codes.contains(.timedOut))
                #expect(codes.allSatisfy { [.timedOut, .connectionLost, .unavailable].contains($0) })
                server.resume()
                try await client.waitForGeneration(after: 1)
                #expect(try await client.send(RedisCommand("ECHO", "back")).string == "back")
            }
        }
    }

    @Test func aSlowCommandTakesThoseBehindItDownAndNoReplyIsShifted() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url, configure: { $0.commandTimeout = .seconds(1) }) {
                client async throws in
                let error = await redisError { () async throws(RedisError) in
                    try await client.send([RedisCommand("DEBUG", "SLEEP", "2.5"), RedisCommand("ECHO", "slow")])
                }
                #expect(error?.code == .timedOut)
                try await client.waitForGeneration(after: 1)
                for number in 0..<100 {
                    #expect(try await client.send(RedisCommand("ECHO", RedisArgument(number))).int == number)
                }
            }
        }
    }

    @Test func aServerThatDiesAndReturnsIsUsedAgain() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                for round in 1...3 {
                    #expect(client.generation == round)
                    #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
                    if round == 2 { await server.stop() } else { await server.kill() }
                    let error = await #expect(throws: RedisError.self) {
                        while true {
                            _ = try await client.send(RedisCommand("PING"))
                        }
                    }
                    #expect(error.map { [.connectionLost, .unavailable].contains($0.code) } == true)
                    let began = ContinuousClock.now
                    try await server.start()
                    try await client.waitForGeneration(after: round)
                    #expect(ContinuousClock.now - began < .seconds(5))
                }
            }
        }
    }

    @Test func aServerThatLoadsItsDataIsWaitedFor() async throws {
        let options = RedisServer.Options(arguments: ["--appendonly", "yes", "--key-load-delay", "2000"])
        try await withRedisServer(options) { server in
            try await withRedisClient(server.url) { client async throws in
                let keys = (0..<500).map { RedisCommand("SET", RedisArgument("key\($0)"), "x") }
                _ = try await client.send(keys)
                await server.kill()
                async let restarted: Void = server.start()
                try await client.waitForGeneration(after: 1)
                #expect(try await client.send(RedisCommand("DBSIZE")).int == 500)
                try await restarted
            }
        }
    }

    @Test(arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "+OK\r\n+unasked\r\n", "$-7\r\n"])
    func aPeerThatAnswersGarbageIsLeft(garbage: String) async throws {
        let answers = Mutex(["+OK\r\n+PONG\r\n", garbage])
        try await withScriptedPeer { _, eventLoop in
            eventLoop.makeSucceededFuture(answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] })
        } _: { port in
            try await withRedisClient("redis://127.0.0.1:\(port)") { client async throws in
                var error: RedisError?
                while error == nil {  // a status that nobody asked for is noticed once nobody waits
                    error = await redisError { () async throws(RedisError) in
                        try await client.send(RedisCommand("PING"))
                    }
                }
                #expect(error.map { [.protocolViolation, .unavailable].contains($0.code) } == true)
            }
        }
    }

    @Test func moreThanMayWaitIsRefused() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url, configure: { $0.maximumPendingCommands = 5 }) { client async throws in
                let error = await #expect(throws: RedisError.self) {
                    try await client.send((0..<6).map { _ in RedisCommand("PING") })
                }
                #expect(error?.code == .overloaded)
                for _ in 0..<20 {
                    #expect(try await client.send((0..<5).map { _ in RedisCommand("PING") }).count == 5)
                }
            }
        }
    }
}
