/// The steps on one approval request that must not be split. Each touches one key: these are shared with services that
/// put no common slot into their names.
enum ApprovalScripts {
    /// Writes a request in the place of the one that was read. KEYS: request. ARGV: what was read, what to write, TTL s.
    static let replace = RedisScript(
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
        return 1
        """
    )

    /// Removes the request that was read. KEYS: request. ARGV: what was read.
    static let remove = RedisScript(
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """
    )
}
