import Testing

@testable import RedisBus

@Suite struct RedisCommandSharingTests {
    @Test(arguments: [
        [RedisCommand("GET", "a")],
        [RedisCommand("MULTI"), RedisCommand("INCR", "a"), RedisCommand("EXEC")],
        [RedisCommand("XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "STREAMS", "block", ">")],
        [RedisCommand("CLIENT", "LIST")],
    ])
    func whatHasOneReplyAtOnceMayBeShared(commands: [RedisCommand]) {
        #expect(RedisCommand.obstacleToSharing(commands) == nil)
    }

    @Test(arguments: [
        [RedisCommand("SUBSCRIBE", "a", "b")], [RedisCommand("blpop", "a", "0")], [RedisCommand("SELECT", "1")],
        [RedisCommand("XREAD", "block", "0", "STREAMS", "a", "$")], [RedisCommand("MULTI"), RedisCommand("INCR", "a")],
        [RedisCommand("CLIENT", "reply", "OFF")], [RedisCommand("GET", "a"), RedisCommand("MONITOR")],
        [RedisCommand("WATCH", "a")],
    ])
    func whatWouldDisturbOthersMayNot(commands: [RedisCommand]) {
        #expect(RedisCommand.obstacleToSharing(commands) != nil)
    }
}
