import Logging
import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisTLSTests {
    @Test(arguments: ["localhost", "127.0.0.1"])
    func anEncryptedServerIsUsedWhenItsAuthorityIsTrusted(host: String) async throws {
        try await withRedisServer(.init(password: "secret", tls: true)) { server in
            try await withRedisClient(server.url.replacing("localhost", with: host)) {
                $0.tls = .init(authorityFile: server.authorityFile)
            } _: { client async throws in
                let large = [UInt8](repeating: 7, count: 1_000_000)
                #expect(try await client.send(RedisCommand("ECHO", RedisArgument(large))) == .bulk(large))
                await server.kill()
                try await server.start()
                try await client.waitForGeneration(after: 1)
                #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
            }
        }
    }

    @Test func anEncryptedServerThatHangsIsLeftInTime() async throws {
        try await withRedisServer(.init(tls: true)) { server in
            try await withRedisClient(server.url) {
                $0.tls = .init(authorityFile: server.authorityFile)
                $0.commandTimeout = .milliseconds(300)
            } _: { client async throws in
                server.pause()
                let began = ContinuousClock.now
                await #expect(throws: RedisError.self) { try await client.send(RedisCommand("PING")) }
                #expect(ContinuousClock.now - began < .seconds(10))
                server.resume()
                try await client.waitForGeneration(after: 1)
            }
        }
    }

    @Test func aServerOfAnUnknownAuthorityIsNeverUsed() async throws {
        try await withRedisServer(.init(tls: true)) { server in
            let connection = RedisClient(
                configuration: try RedisConfiguration(url: server.url),
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            ).makeDedicatedConnection()
            // The connection's end may be noticed before its cause.
            try await eventually("the cause") {
                let error = await redisError { () async throws(RedisError) in
                    try await connection.send(RedisCommand("PING"), timeout: .seconds(2))
                }
                #expect(error?.code == .unavailable)
                return error.map { "\($0)".contains("CERTIFICATE_VERIFY_FAILED") } == true
            }
        }
    }
}
