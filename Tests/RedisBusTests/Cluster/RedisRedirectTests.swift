import Testing

@testable import RedisBus

@Suite struct RedisRedirectTests {
    private static func address(_ host: String, _ port: Int) -> RedisNodeAddress { .init(host: host, port: port) }

    @Test func errorsThatSendElsewhereSayWhere() throws {
        let slot = try #require(RedisSlot(3999))
        let cases: [(String, RedisRedirect)] = [
            ("MOVED 3999 127.0.0.1:6381", .moved(slot, to: Self.address("127.0.0.1", 6381))),
            ("MOVED 3999 redis-1.example:6381", .moved(slot, to: Self.address("redis-1.example", 6381))),
            ("MOVED 3999 :6381", .moved(slot, to: Self.address("answering", 6381))),
            ("MOVED 3999 ?:6381", .moved(slot, to: Self.address("answering", 6381))),
            ("MOVED 3999 fe80::1:6381", .moved(slot, to: Self.address("fe80::1", 6381))),
            ("ASK 3999 127.0.0.1:6381", .ask(at: Self.address("127.0.0.1", 6381))),
            ("TRYAGAIN Multiple keys request during rehashing of slot", .tryAgain),
            ("CLUSTERDOWN The cluster is down", .tryAgain), ("LOADING Redis is loading", .tryAgain),
            ("MASTERDOWN Link with MASTER is down", .tryAgain),
            ("UNBLOCKED the stream key no longer exists", .tryAgain),
            ("ERR Script attempted to access a non local key in a cluster node", .tryAgain),
        ]
        for (text, redirect) in cases {
            #expect(RedisRedirect(RedisReplyError(text), from: "answering") == redirect, "\(text)")
        }
    }

    @Test(arguments: [
        "ERR no", "WRONGTYPE x", "MOVED", "MOVED 3999", "MOVED x a:1", "MOVED 16384 a:1", "MOVED 1 a", "MOVED 1 a:0",
        "ASK 1 a:x", "OOM full", "CROSSSLOT Keys in request don't hash to the same slot", "NOSCRIPT none",
    ])
    func otherErrorsAreAnswers(text: String) {
        #expect(RedisRedirect(RedisReplyError(text), from: "answering") == nil)
    }

    @Test func redirectionsAreFollowedUpToALimit() {
        let now = ContinuousClock.now
        var patience = RedisRedirectPatience(deadline: now + .seconds(1))
        for _ in 0..<RedisRedirectPatience.redirections {
            #expect(patience.next(mustWait: false, now: now) == .follow)
        }
        #expect(patience.next(mustWait: false, now: now) == .giveUp)
    }

    @Test func waitsGrowUpToALimitAndEndAtTheDeadline() {
        let now = ContinuousClock.now
        var patience = RedisRedirectPatience(deadline: now + .seconds(1))
        let waits = (0..<7).map { _ in patience.next(mustWait: true, now: now) }
        #expect(waits == [5, 10, 20, 40, 80, 100, 100].map { .wait(.milliseconds($0)) })
        #expect(patience.next(mustWait: true, now: now + .seconds(1)) == .giveUp)
        #expect(patience.next(mustWait: false, now: now + .seconds(1)) == .giveUp)
    }
}
