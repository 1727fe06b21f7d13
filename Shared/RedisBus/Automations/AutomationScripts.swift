/// The steps on automations that must not be split. All their keys share one slot.
enum AutomationScripts {
    /// Adds an automation. KEYS: item, agenda, the caller's, the caller's active ones, binding. ARGV: id, about, work,
    /// standing, wake, created, limit, TTL ms, kept, request or nothing, prefix of items. Returns `{"added"}`,
    /// `{"known", about, standing, version}`, `{"conflict"}` or `{"full"}`. Where the caller has more than are kept, the
    /// oldest ended ones go.
    static let add = RedisScript(
        """
        if ARGV[10] ~= '' then
            local bound = redis.call('GET', KEYS[5])
            if bound then
                local id, request = string.match(bound, '^(%S+) (%S+)$')
                local known = redis.call('HMGET', ARGV[11] .. id, 'about', 'standing', 'version')
                if known[1] then
                    if request ~= ARGV[10] then return {'conflict'} end
                    return {'known', known[1], known[2], known[3]}
                end
            end
        end
        if redis.call('SISMEMBER', KEYS[4], ARGV[1]) == 0 and redis.call('SCARD', KEYS[4]) >= tonumber(ARGV[7]) then
            return {'full'}
        end
        redis.call('HSET', KEYS[1], 'about', ARGV[2], 'work', ARGV[3], 'standing', ARGV[4], 'version', '1')
        redis.call('ZADD', KEYS[3], ARGV[6], ARGV[1])
        redis.call('PERSIST', KEYS[3])
        redis.call('SADD', KEYS[4], ARGV[1])
        if ARGV[5] ~= '' then redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1]) end
        if ARGV[10] ~= '' then redis.call('SET', KEYS[5], ARGV[1] .. ' ' .. ARGV[10], 'PX', ARGV[8]) end
        local excess = redis.call('ZCARD', KEYS[3]) - tonumber(ARGV[9])
        if excess > 0 then
            for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
                if excess > 0 and redis.call('SISMEMBER', KEYS[4], id) == 0 then
                    redis.call('DEL', ARGV[11] .. id)
                    redis.call('ZREM', KEYS[3], id)
                    excess = excess - 1
                end
            end
        end
        return {'added'}
        """
    )

    /// Notes a standing. KEYS: item, agenda, the caller's, the caller's active ones. ARGV: id, version, standing, wake,
    /// `1` if still active, TTL ms. Returns 1, or 0 where the version is another.
    static let note = RedisScript(
        """
        if redis.call('HGET', KEYS[1], 'version') ~= ARGV[2] then return 0 end
        redis.call('HSET', KEYS[1], 'standing', ARGV[3], 'version', string.format('%.0f', tonumber(ARGV[2]) + 1))
        if ARGV[4] == '' then
            redis.call('ZREM', KEYS[2], ARGV[1])
        else
            redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
        end
        if ARGV[5] == '1' then return 1 end
        redis.call('HDEL', KEYS[1], 'work')
        redis.call('PEXPIRE', KEYS[1], ARGV[6])
        redis.call('SREM', KEYS[4], ARGV[1])
        if redis.call('SCARD', KEYS[4]) == 0 then redis.call('PEXPIRE', KEYS[3], ARGV[6]) end
        return 1
        """
    )

    /// Reads a page. KEYS: the caller's. ARGV: offset, limit, prefix of items. Returns the total, then three a piece:
    /// about, standing, version.
    static let page = RedisScript(
        """
        for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
            if redis.call('EXISTS', ARGV[3] .. id) == 0 then redis.call('ZREM', KEYS[1], id) end
        end
        local reply = {redis.call('ZCARD', KEYS[1])}
        local last = tonumber(ARGV[1]) + tonumber(ARGV[2]) - 1
        for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], ARGV[1], last)) do
            for _, field in ipairs(redis.call('HMGET', ARGV[3] .. id, 'about', 'standing', 'version')) do
                reply[#reply + 1] = field
            end
        end
        return reply
        """
    )

    /// Reads what must be looked at by now. KEYS: agenda. ARGV: limit, prefix of items. Returns the time in ms, the next
    /// time or nothing, then three a piece: about, standing, version.
    static let agenda = RedisScript(
        """
        local time = redis.call('TIME')
        local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
        local reply = {now, ''}
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])) do
            local fields = redis.call('HMGET', ARGV[2] .. id, 'about', 'standing', 'version')
            if fields[1] then
                for _, field in ipairs(fields) do reply[#reply + 1] = field end
            else
                redis.call('ZREM', KEYS[1], id)
            end
        end
        local next = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
        if next[2] then reply[2] = next[2] end
        return reply
        """
    )
}
