/// The steps on one tenant's tokens that must not be split. Each touches keys of one slot only.
enum UsageScripts {
    /// Counts an entry once. KEYS: day, models, seen. ARGV: seen ms, TTL ms, user, model, `exact` or `estimated`, prompt
    /// and completion tokens, how many models are told apart, what further ones are called. Returns `1`, or `0` for a
    /// repeat.
    ///
    /// A field's name is user, model and counter with 0x1F between, which is in none of them.
    static let record = RedisScript(
        """
        if not redis.call('SET', KEYS[3], '1', 'NX', 'PX', ARGV[1]) then return 0 end
        local model = ARGV[4]
        if redis.call('SISMEMBER', KEYS[2], model) == 0 then
            if redis.call('SCARD', KEYS[2]) >= tonumber(ARGV[8]) then model = ARGV[9] end
            redis.call('SADD', KEYS[2], model)
        end
        local prefix = ARGV[3] .. '\\31' .. model .. '\\31' .. ARGV[5] .. '\\31'
        redis.call('HINCRBY', KEYS[1], prefix .. 'prompt', ARGV[6])
        redis.call('HINCRBY', KEYS[1], prefix .. 'completion', ARGV[7])
        redis.call('HINCRBY', KEYS[1], prefix .. 'requests', 1)
        redis.call('HINCRBY', KEYS[1], 'total', ARGV[6] + ARGV[7])
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        redis.call('PEXPIRE', KEYS[2], ARGV[2])
        return 1
        """
    )
}
