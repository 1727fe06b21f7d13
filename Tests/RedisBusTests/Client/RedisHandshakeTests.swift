import Testing

@testable import RedisBus

@Suite struct RedisHandshakeTests {
    static let full = RedisHandshake(configuration: .init(user: "aura", password: "secret", database: 3))

    @Test func itSaysOnlyWhatIsConfigured() {
        #expect(
            RedisHandshake(configuration: .init()).commands == [
                RedisCommand("HELLO", 2, "SETNAME", "aura"), RedisCommand("PING"),
            ]
        )
        #expect(
            Self.full.commands == [
                RedisCommand("AUTH", "aura", "secret"), RedisCommand("SELECT", RedisArgument(3)),
                RedisCommand("HELLO", 2, "SETNAME", "aura"), RedisCommand("PING"),
            ]
        )
        #expect(
            RedisHandshake(configuration: .init(password: "secret")).commands.first == RedisCommand("AUTH", "secret")
        )
    }

    static let ok = RedisValue.status("OK")
    static func error(_ text: String) -> RedisValue { .error(RedisReplyError(text)) }

    @Test(arguments: ["standalone", "cluster"])
    func aServerOfTheOtherKindIsNotUsed(mode: String) {
        let hello = RedisValue.array(["proto", "2", "mode", mode].map { .bulk(Array($0.utf8)) })
        for topology in [RedisConfiguration.Topology.single, .clusterNode, .cluster(seeds: [])] {
            var configuration = RedisConfiguration()
            configuration.topology = topology
            let fits = (mode == "cluster") == (topology != .single)
            var code: RedisError.Code?
            do {
                try RedisHandshake(configuration: configuration).check([hello, .status("PONG")])
            } catch {
                code = error.code
            }
            #expect(code == (fits ? nil : .invalidConfiguration))
        }
    }

    @Test(
        arguments: [
            ([ok, ok, ok, .status("PONG")], nil),
            ([ok, ok, error("NOPERM no client"), .status("PONG")], nil),
            (
                [error("WRONGPASS invalid"), error("NOAUTH x"), error("NOAUTH x"), error("NOAUTH x")],
                .authenticationFailed
            ),
            ([error("ERR AUTH called without any password"), ok, ok, ok], .authenticationFailed),
            ([ok, error("ERR DB index is out of range"), ok, ok], .unavailable),
            ([ok, ok, ok, error("LOADING Redis is loading")], .unavailable),
            ([ok, ok, ok, error("MASTERDOWN Link with MASTER is down")], .unavailable),
            ([ok, ok, ok, error("NOAUTH Authentication required.")], .authenticationFailed),
        ] as [([RedisValue], RedisError.Code?)]
    )
    func theAnswersDecide(replies: [RedisValue], expected: RedisError.Code?) {
        var code: RedisError.Code?
        do {
            try Self.full.check(replies)
        } catch {
            code = error.code
        }
        #expect(code == expected)
    }
}
