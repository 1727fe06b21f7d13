/// The steps on one run that must not be split. Each touches keys of one slot only.
enum RunScripts {
    /// Reads the last entry of the log, KEYS[1], into `after` (its id), `epoch`, `sequence` and, where it ended the run,
    /// `terminal` (its type).
    private static let readTip = """
        local after, epoch, sequence, terminal = '0-0', 0, 0, nil
        local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
        if last then
            after = last[1]
            local e, s = string.match(after, '(%d+)-(%d+)')
            epoch, sequence = tonumber(e), tonumber(s)
            for i = 1, #last[2], 2 do
                local name, value = last[2][i], last[2][i + 1]
                if name == 't' and (value == 'completed' or value == 'failed' or value == 'cancelled') then
                    terminal = value
                end
            end
        end
        """

    /// Takes the next epoch. KEYS: log, meta, edges. ARGV: worker, keep (0|1), floor, TTL ms, then the record's fields
    /// and values if a lost run is to be restored. Returns `{"ended", type}`, `{"unknown"}` or
    /// `{"begun", id, after, started, cancel, abandoned, edge…}`.
    static let begin = RedisScript(
        """
        \(readTip)
        if terminal then return {'ended', terminal} end
        if redis.call('EXISTS', KEYS[2]) == 0 then
            if #ARGV == 4 then return {'unknown'} end
            redis.call('HSET', KEYS[2], unpack(ARGV, 5))
        end
        local id = string.format('%.0f-%.0f', math.max(epoch, tonumber(ARGV[3])) + 1, sequence + 1)
        local keep = ARGV[2] == '1' and 'true' or 'false'
        local started = '{"worker":' .. cjson.encode(ARGV[1]) .. ',"after":"' .. after .. '","keep":' .. keep .. '}'
        redis.call('XADD', KEYS[1], id, 't', 'started', 'd', started)
        redis.call('HSET', KEYS[2], 'owner', ARGV[1], 'epoch', string.match(id, '%d+'))
        for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ARGV[4]) end
        local flags = redis.call('HMGET', KEYS[2], 'cancel', 'abandoned')
        local reply = {'begun', id, after, started, flags[1] or '', flags[2] or ''}
        for _, edge in ipairs(redis.call('SMEMBERS', KEYS[3])) do reply[#reply + 1] = edge end
        return reply
        """
    )

    /// Ends a run from outside. KEYS: log, meta. ARGV: expected epoch, replica, type, payload, TTL ms.
    /// Returns `{"unknown"}`, `{"ended"}`, `{"moved", epoch}` or `{"done", id}`.
    static let end = RedisScript(
        """
        if redis.call('EXISTS', KEYS[2]) == 0 then return {'unknown'} end
        \(readTip)
        if terminal then return {'ended'} end
        if epoch ~= tonumber(ARGV[1]) then return {'moved', string.format('%.0f', epoch)} end
        local started = '{"worker":' .. cjson.encode(ARGV[2]) .. ',"after":"' .. after .. '","keep":true}'
        local next = string.format('%.0f', epoch + 1)
        redis.call('XADD', KEYS[1], string.format('%s-%.0f', next, sequence + 1), 't', 'started', 'd', started)
        local id = string.format('%s-%.0f', next, sequence + 2)
        redis.call('XADD', KEYS[1], id, 't', ARGV[3], 'd', ARGV[4])
        redis.call('HSET', KEYS[2], 'epoch', next)
        redis.call('HDEL', KEYS[2], 'owner')
        for i = 1, 2 do redis.call('PEXPIRE', KEYS[i], ARGV[5]) end
        return {'done', id}
        """
    )

    /// Notes the wish to stop a run. KEYS: log, meta. Returns `{"unknown"}`, `{"ended"}`, `{"unowned"}` or
    /// `{"owned", worker, epoch}`.
    static let requestCancel = RedisScript(
        """
        local known = redis.call('HMGET', KEYS[2], 'tenant', 'owner', 'epoch')
        if not known[1] then return {'unknown'} end
        \(readTip)
        if terminal then return {'ended'} end
        redis.call('HSET', KEYS[2], 'cancel', '1')
        if not known[2] then return {'unowned'} end
        return {'owned', known[2], known[3]}
        """
    )

    /// Adds an edge to a run that is known. KEYS: meta, edges. ARGV: edge, TTL ms.
    static let addEdge = RedisScript(
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('SADD', KEYS[2], ARGV[1])
        redis.call('PEXPIRE', KEYS[2], ARGV[2])
        redis.call('HDEL', KEYS[1], 'abandoned')
        return 1
        """
    )

    /// Removes an edge from a run. KEYS: meta, edges. ARGV: edge, now ms.
    static let removeEdge = RedisScript(
        """
        redis.call('SREM', KEYS[2], ARGV[1])
        if redis.call('SCARD', KEYS[2]) == 0 and redis.call('EXISTS', KEYS[1]) == 1 then
            redis.call('HSET', KEYS[1], 'abandoned', ARGV[2])
        end
        return 1
        """
    )

    /// Notes the DWP task of a run that is known. KEYS: meta. ARGV: task.
    static let setTask = RedisScript(
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('HSET', KEYS[1], 'task', ARGV[1])
        return 1
        """
    )

    /// Notes the feedback on a run that is known. KEYS: meta. ARGV: feedback. Returns what stood there before.
    static let setFeedback = RedisScript(
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then return '' end
        local before = redis.call('HGET', KEYS[1], 'feedback')
        redis.call('HSET', KEYS[1], 'feedback', ARGV[1])
        return before or ''
        """
    )

    /// Puts one value in another's place and answers `{1}`, or `{0}` where that is not there. KEYS: idempotency key.
    /// ARGV: value, new value.
    static let confirm = RedisScript(
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {0} end
        redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
        return {1}
        """
    )

    /// Removes a key that still has the value. KEYS: idempotency key. ARGV: value.
    static let unbind = RedisScript(
        """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """
    )
}
