import Testing

@testable import RedisBus

@Suite struct RedisCommandSlotTests {
    @Test(arguments: [
        RedisCommand("GET", "k"), RedisCommand("xadd", "k", "*", "a", "b"), RedisCommand("DEL", "k", "{k}2"),
        RedisCommand("EVAL", "return 1", 2, "k", "{k}2", "other"), RedisCommand("EVALSHA", "abc", 1, "k"),
        RedisCommand("XREADGROUP", "GROUP", "g", "streams-reader", "COUNT", 1, "STREAMS", "k", ">"),
        RedisCommand("XREAD", "BLOCK", 5, "streams", "k", "0"), RedisCommand("XGROUP", "CREATE", "k", "g", "0"),
        RedisCommand("XINFO", "STREAM", "k"), RedisCommand("PUBLISH", "k", "text"),
    ])
    func theFirstKeyDecides(command: RedisCommand) {
        #expect(command.slot == RedisSlot(key: "k"))
    }

    @Test(arguments: [
        RedisCommand("PING"), RedisCommand("TIME"), RedisCommand("EVAL", "return 1", 0, "k"),
        RedisCommand("SCRIPT", "LOAD", "return 1"), RedisCommand("MULTI"), RedisCommand("CLUSTER", "SLOTS"),
        RedisCommand("CONFIG", "SET", "maxmemory", "0"), RedisCommand("EVAL", "return 1"),
        RedisCommand("XINFO", "HELP"),
    ])
    func withoutAKeyAnyNodeWillDo(command: RedisCommand) {
        #expect(command.slot == nil)
    }
}
