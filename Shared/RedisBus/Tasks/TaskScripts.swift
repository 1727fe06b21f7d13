/// The steps on one task's state that must not be split. Each touches keys of one slot only.
enum TaskScripts {
    /// Adds a wish unless the task has ended. KEYS: state. ARGV: TTL ms, `first` or `highest`, then fields and values:
    /// with `first` each is set where it is not yet, with `highest` all are set where the first one's number grows.
    /// Returns the state's fields and values.
    static let add = RedisScript(
        """
        if not redis.call('HGET', KEYS[1], 'ended') then
            if ARGV[2] == 'first' then
                for i = 3, #ARGV, 2 do redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) end
            elseif tonumber(ARGV[4]) > tonumber(redis.call('HGET', KEYS[1], ARGV[3]) or '-1') then
                redis.call('HSET', KEYS[1], unpack(ARGV, 3))
            end
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        return redis.call('HGETALL', KEYS[1])
        """
    )

    /// Takes or renews the lock. KEYS: state, lock. ARGV: TTL ms, token, lock ms. Returns `1` or `0`, then the state.
    static let lock = RedisScript(
        """
        local holder = redis.call('GET', KEYS[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        local isTaken = not holder or holder == ARGV[2]
        if isTaken then redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) end
        return {isTaken and 1 or 0, redis.call('HGETALL', KEYS[1])}
        """
    )

    /// Notes the standing under the lock. KEYS: state, lock. ARGV: TTL ms, token, lock ms, standing, `ended` or `open`.
    /// Returns `1` and the state, or `0`.
    static let note = RedisScript(
        """
        if redis.call('GET', KEYS[2]) ~= ARGV[2] then return {0} end
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        redis.call('HSET', KEYS[1], 'standing', ARGV[4])
        if ARGV[5] == 'ended' then
            redis.call('HSET', KEYS[1], 'ended', '1')
            redis.call('HDEL', KEYS[1], 'create', 'start', 'progress', 'description', 'end')
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        return {1, redis.call('HGETALL', KEYS[1])}
        """
    )

    /// Gives the lock back. KEYS: lock. ARGV: token.
    static let unlock = RedisScript(
        """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """
    )
}
