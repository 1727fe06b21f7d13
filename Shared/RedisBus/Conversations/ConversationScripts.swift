/// The steps on one caller's conversations that must not be split. Each touches keys of one slot only.
enum ConversationScripts {
    /// Adds or replaces a run's turn. KEYS: index, head, turns, runs. ARGV: TTL ms, id, run, turn (JSON), its messages,
    /// its time, title, then the limits: messages, bytes, conversations. Returns `1` or, for a turn that is no longer
    /// kept, `0`.
    static let put = RedisScript(
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local dropped = tonumber(redis.call('HGET', KEYS[2], 'dropped') or '0')
        local number = redis.call('ZSCORE', KEYS[4], ARGV[3])
        if number then
            local place = tonumber(number) - dropped - 1
            local old = place >= 0 and redis.call('LINDEX', KEYS[3], place)
            local turn = old and cjson.decode(old)
            if not turn or turn.run ~= ARGV[3] then return 0 end
            redis.call('LSET', KEYS[3], place, ARGV[4])
            redis.call('HINCRBY', KEYS[2], 'bytes', #ARGV[4] - #old)
            redis.call('HINCRBY', KEYS[2], 'messages', ARGV[5] - #turn.messages)
        else
            local count = redis.call('RPUSH', KEYS[3], ARGV[4])
            redis.call('ZADD', KEYS[4], dropped + count, ARGV[3])
            redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -1001)
            redis.call('HSETNX', KEYS[2], 'title', ARGV[7])
            redis.call('HSETNX', KEYS[2], 'created', ARGV[6])
            redis.call('HINCRBY', KEYS[2], 'bytes', #ARGV[4])
            redis.call('HINCRBY', KEYS[2], 'messages', ARGV[5])
        end
        local sizes = redis.call('HMGET', KEYS[2], 'messages', 'bytes')
        local messages, bytes = tonumber(sizes[1]), tonumber(sizes[2])
        while (messages > tonumber(ARGV[8]) or bytes > tonumber(ARGV[9])) and redis.call('LLEN', KEYS[3]) > 1 do
            local gone = redis.call('LPOP', KEYS[3])
            messages = messages - #cjson.decode(gone).messages
            bytes = bytes - #gone
            dropped = dropped + 1
        end
        redis.call('HSET', KEYS[2], 'messages', messages, 'bytes', bytes, 'dropped', dropped, 'updated', ARGV[6])
        redis.call('ZADD', KEYS[1], now, ARGV[2])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1] * 1000)
        local over = redis.call('ZCARD', KEYS[1]) - ARGV[10]
        if over > 0 then
            for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, over - 1)) do
                for i = 2, 4 do redis.call('DEL', string.sub(KEYS[i], 1, #KEYS[i] - #ARGV[2]) .. id) end
                redis.call('ZREM', KEYS[1], id)
            end
        end
        for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[1]) end
        return 1
        """
    )

    /// Reads a conversation. KEYS: head, turns. Returns the head's fields and values, and the turns.
    static let read = RedisScript(
        "return {redis.call('HGETALL', KEYS[1]), redis.call('LRANGE', KEYS[2], 0, -1)}"
    )

    /// Keeps a summary. KEYS: head. ARGV: created, turns, text.
    static let summarise = RedisScript(
        """
        local known = redis.call('HMGET', KEYS[1], 'created', 'summarised')
        if known[1] ~= ARGV[1] or tonumber(ARGV[2]) <= tonumber(known[2] or '0') then return 0 end
        redis.call('HSET', KEYS[1], 'summarised', ARGV[2], 'summary', ARGV[3])
        return 1
        """
    )

    /// Deletes a conversation; the runs stay known, so that none of them brings it back. KEYS: index, head, turns, runs.
    /// ARGV: id. Returns `1`, or `0` where there was none.
    static let delete = RedisScript(
        """
        redis.call('ZREM', KEYS[1], ARGV[1])
        local ttl = redis.call('PTTL', KEYS[4])
        if ttl > 0 then
            redis.call('ZUNIONSTORE', KEYS[4], 1, KEYS[4], 'WEIGHTS', 0)
            redis.call('PEXPIRE', KEYS[4], ttl)
        end
        return redis.call('DEL', KEYS[2], KEYS[3]) > 0 and 1 or 0
        """
    )
}
