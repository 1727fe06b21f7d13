import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisDedicatedConnectionTests {
    @Test func aBlockingReadHoldsNobodyElseUp() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let connection = client.makeDedicatedConnection()
                async let read = connection.send(RedisCommand("BLPOP", "list", "0"), timeout: .seconds(60))
                try await client.waitForInfo("clients", "blocked_clients:1")
                #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
                _ = try await client.send(RedisCommand("RPUSH", "list", "x"))
                #expect(try await read == .array([.bulk(Array("list".utf8)), .bulk(Array("x".utf8))]))
                await connection.close()
                let error = await #expect(throws: RedisError.self) {
                    try await connection.send(RedisCommand("PING"), timeout: .seconds(1))
                }
                #expect(error?.code == .shutDown)
            }
        }
    }

    @Test func aCancelledReadIsFinishedAndItsReplyIsNotTheNextOnes() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let connection = client.makeDedicatedConnection()
                try await withThrowingTaskGroup(of: RedisValue.self) { tasks in
                    tasks.addTask {
                        try await connection.send(RedisCommand("BLPOP", "list", "0"), timeout: .seconds(60))
                    }
                    try await client.waitForInfo("clients", "blocked_clients:1")
                    tasks.cancelAll()
                    let busy = await #expect(throws: RedisError.self) {
                        try await connection.send(RedisCommand("PING"), timeout: .seconds(1))
                    }
                    #expect(busy?.code == .overloaded)
                    _ = try await client.send(RedisCommand("RPUSH", "list", "x"))
                    #expect(try await tasks.next()?.array?.last?.string == "x")
                }
                #expect(try await connection.send(RedisCommand("ECHO", "own"), timeout: .seconds(1)).string == "own")
                await connection.close()
            }
        }
    }

    @Test func closingEndsABlockedRead() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let connection = client.makeDedicatedConnection()
                async let failure = redisError { () async throws(RedisError) in
                    try await connection.send(RedisCommand("BLPOP", "list", "0"), timeout: .seconds(60))
                }
                try await client.waitForInfo("clients", "blocked_clients:1")
                await connection.close()
                #expect(await failure?.code == .connectionLost)
                try await client.waitForInfo("clients", "blocked_clients:0")
            }
        }
    }

    @Test func afterALossTheNextUseConnectsAnew() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let connection = client.makeDedicatedConnection()
                #expect(try await connection.send(RedisCommand("PING"), timeout: .seconds(1)) == .status("PONG"))
                await server.kill()
                var failures = 0
                while failures < 4 {
                    do throws(RedisError) {
                        _ = try await connection.send(RedisCommand("PING"), timeout: .seconds(1))
                        Issue.record("Answered by nobody")
                    } catch {
                        #expect([.unavailable, .connectionLost].contains(error.code))
                        failures += 1
                    }
                }
                try await server.start()
                #expect(try await connection.send(RedisCommand("PING"), timeout: .seconds(1)) == .status("PONG"))
                // Lost while idle: the next use does not fail for it.
                try await client.waitForGeneration(after: 1)
                let id = try await connection.send(RedisCommand("CLIENT", "ID"), timeout: .seconds(1)).int
                _ = try await client.send(RedisCommand("CLIENT", "KILL", "ID", RedisArgument(id ?? 0)))
                await connection.close()
            }
        }
    }

    @Test func aReplyThatDoesNotComeEndsTheConnection() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client async throws in
                let connection = client.makeDedicatedConnection()
                let error = await #expect(throws: RedisError.self) {
                    try await connection.send(RedisCommand("BLPOP", "list", "0"), timeout: .milliseconds(200))
                }
                #expect(error?.code == .timedOut)
                try await client.waitForInfo("clients", "blocked_clients:0")
                #expect(try await connection.send(RedisCommand("ECHO", "own"), timeout: .seconds(1)).string == "own")
                await connection.close()
            }
        }
    }
}
