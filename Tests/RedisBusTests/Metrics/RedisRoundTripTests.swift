import Bus
import Messages
import Observability
import RedisBus
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisRoundTripTests {
    private let registry = PrometheusRegistry()

    private func value(_ suffix: String) -> Double? {
        self.registry.value(of: "aura_redis_round_trip_seconds" + suffix)
    }

    @Test func eachSendingIsMeasuredOnceHoweverManyCommandsItHas() async throws {
        self.registry.declare(RedisClient.metrics)
        #expect(self.value("_count") == 0)
        try await withRedisServer { server in
            let factory = PrometheusMetricsFactory(registry: self.registry)
            try await withRedisClient(server.url, metrics: factory) { client async throws in
                _ = try await client.send(RedisCommand("PING"))
                _ = try await client.send([RedisCommand("PING"), RedisCommand("DEBUG", "SLEEP", "0.06")])
                _ = try? await client.send(RedisCommand("BLPOP", "k", "1"))  // is not sent at all
                #expect(self.value("_count") == 2)
                #expect(try #require(self.value(#"_bucket{le="0.05"}"#)) <= 1)
                #expect(try #require(self.value("_sum")) >= 0.06)
                _ = try await client.makeDedicatedConnection().send(RedisCommand("PING"), timeout: .seconds(5))
                #expect(self.value("_count") == 2)
            }
        }
    }

    @Test func aServerThatHangsShowsAsTheWaitForIt() async throws {
        try await withRedisServer { server in
            let factory = PrometheusMetricsFactory(registry: self.registry)
            try await withRedisClient(
                server.url,
                configure: { $0.commandTimeout = .milliseconds(300) },
                metrics: factory
            ) { client async throws in
                server.pause()
                let error = await redisError { () async throws(RedisError) in
                    try await client.send(RedisCommand("PING"))
                }
                #expect(error?.code == .timedOut)
                #expect(self.value("_count") == 1)
                #expect(self.value(#"_bucket{le="0.25"}"#) == 0)
                server.resume()
            }
        }
    }

    @Test func anEdgesMailSaysWhenItsOldestEntryCame() async throws {
        try await withRedisBus { bus, _ in
            let edge = ReplicaID.fresh("edge")
            let inbox = bus.makeInbox(edge: edge)
            #expect(try await inbox.renew())
            _ = try await inbox.receive(wait: .milliseconds(10))  // the inbox's making is an entry, too
            for moment in ["99999999999990-0", "99999999999995-0"] {
                let run = RedisArgument(RunID.random().description)
                let key = RedisArgument(BusKeys.edgeInbox(edge))
                _ = try await bus.client.send(RedisCommand("XADD", key, RedisArgument(moment), "look", run))
            }
            let mail = try await inbox.receive(wait: .seconds(5))
            let (moment, count) = (mail.moment, mail.items.count)
            #expect(moment == 99_999_999_999_990)
            #expect(count == 2)
            let nothing = try await inbox.receive(wait: .milliseconds(10)).moment
            #expect(nothing == nil)
        }
    }
}
