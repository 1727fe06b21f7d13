import Testing

@testable import RedisBus

@Suite struct RedisPipelineTests {
    private static func error(_ text: String) -> RedisValue { .error(RedisReplyError(text)) }
    private static func owner(_ key: RedisArgument) -> RedisPipeline.Target { .owner(of: RedisSlot(key: key)) }
    private static let ok = RedisValue.status("OK")
    private static let asked = RedisPipeline.Target.asking(RedisNodeAddress(host: "b", port: 2))

    @Test func whatBelongsTogetherStaysTogether() {
        let (multi, exec) = (RedisCommand("MULTI"), RedisCommand("EXEC"))
        let (a, b) = (RedisCommand("INCR", "a"), RedisCommand("INCR", "b"))
        let (load, run) = (RedisCommand("SCRIPT", "LOAD", "x"), RedisCommand("EVAL", "x", 1, "b"))
        let pipeline = RedisPipeline([a, multi, a, a, exec, load, run, RedisCommand("PING"), b])
        #expect(
            pipeline.open.map(\.target) == [
                Self.owner("a"), Self.owner("a"), Self.owner("b"), .owner(of: nil), Self.owner("b"),
            ]
        )
        #expect(pipeline.commands(of: 1) == [multi, a, a, exec])
        #expect(pipeline.commands(of: 2) == [load, run])
    }

    @Test func repliesComeBackInTheirPlaces() {
        var pipeline = RedisPipeline([RedisCommand("GET", "a"), RedisCommand("GET", "b"), RedisCommand("GET", "c")])
        for unit in [2, 0, 1] {
            #expect(pipeline.received([.integer(Int64(unit))], for: unit, from: "h") == nil)
        }
        #expect(pipeline.open.isEmpty)
        #expect(pipeline.replies == [.integer(0), .integer(1), .integer(2)])
    }

    @Test func onlyWhatWasRedirectedIsSentAgain() {
        var pipeline = RedisPipeline([RedisCommand("INCR", "a"), RedisCommand("INCR", "b")])
        #expect(!pipeline.isBegun)
        #expect(pipeline.received([.integer(1)], for: 0, from: "h") == nil)
        #expect(pipeline.received([Self.error("MOVED 3300 h:1")], for: 1, from: "h") != nil)
        #expect(pipeline.isBegun)
        #expect(pipeline.open.map(\.unit) == [1])
        #expect(pipeline.open.map(\.target) == [Self.owner("b")])
        #expect(pipeline.received([.integer(2)], for: 1, from: "h") == nil)
        #expect(pipeline.replies == [.integer(1), .integer(2)])
    }

    @Test(
        arguments: [
            ([RedisCommand("INCR", "a")], [RedisCommand("ASKING"), RedisCommand("INCR", "a")]),
            (
                [RedisCommand("MULTI"), RedisCommand("INCR", "a"), RedisCommand("EXEC")],
                [RedisCommand("ASKING"), RedisCommand("MULTI"), RedisCommand("INCR", "a"), RedisCommand("EXEC")]
            ),
            (
                [RedisCommand("SCRIPT", "LOAD", "x"), RedisCommand("EVAL", "x", 1, "a")],
                [RedisCommand("SCRIPT", "LOAD", "x"), RedisCommand("ASKING"), RedisCommand("EVAL", "x", 1, "a")]
            ),
        ] as [([RedisCommand], [RedisCommand])]
    )
    func askingStandsBeforeWhatItIsFor(commands: [RedisCommand], sent: [RedisCommand]) {
        var pipeline = RedisPipeline(commands)
        let refusals = commands.map { _ in Self.error("ASK 1 b:2") }
        #expect(pipeline.received(refusals, for: 0, from: "a") == .ask(at: .init(host: "b", port: 2)))
        #expect(pipeline.open.map(\.target) == [Self.asked])
        #expect(pipeline.commands(of: 0) == sent)
        let place = sent.firstIndex(of: RedisCommand("ASKING"))
        let replies = sent.indices.map { $0 == place ? Self.ok : RedisValue.integer(Int64($0)) }
        #expect(pipeline.received(replies, for: 0, from: "b") == nil)
        #expect(pipeline.replies == replies.filter { $0 != Self.ok })
    }

    @Test func askingIsForOneTry() {
        var pipeline = RedisPipeline([RedisCommand("INCR", "a")])
        _ = pipeline.received([Self.error("ASK 1 b:2")], for: 0, from: "a")
        #expect(pipeline.received([Self.ok, Self.error("TRYAGAIN x")], for: 0, from: "b") == .tryAgain)
        #expect(pipeline.open.map(\.target) == [Self.owner("a")])
        _ = pipeline.received([Self.error("ASK 1 b:2")], for: 0, from: "a")
        pipeline.notSent(0)
        #expect(pipeline.open.map(\.target) == [Self.owner("a")])
    }

    @Test func aTransactionThatIsRefusedAnywhereIsSentAgainWhole() {
        let commands = [RedisCommand("MULTI"), RedisCommand("INCR", "a"), RedisCommand("EXEC")]
        for replies in [
            [Self.ok, Self.error("MOVED 1 b:2"), Self.error("EXECABORT x")],
            [Self.ok, .status("QUEUED"), Self.error("MOVED 1 b:2")],
        ] {
            var pipeline = RedisPipeline(commands)
            #expect(pipeline.received(replies, for: 0, from: "a") != nil)
            #expect(pipeline.commands(of: 0) == commands)
        }
    }

    @Test(arguments: [("TRYAGAIN x", false), ("CLUSTERDOWN x", false), ("MOVED 1 b:2", true), ("ASK 1 b:2", true)])
    func whatGoesRoundInCirclesIsLost(text: String, isLost: Bool) {
        var pipeline = RedisPipeline([RedisCommand("INCR", "a")])
        #expect(pipeline.isLost)
        _ = pipeline.received([Self.error(text)], for: 0, from: "a")
        #expect(pipeline.isLost == isLost)
        #expect(pipeline.replies == [Self.error(text)])
    }
}
