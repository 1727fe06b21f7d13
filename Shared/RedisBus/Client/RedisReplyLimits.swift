/// What one reply may cost, so that a broken peer cannot exhaust memory.
struct RedisReplyLimits {
    /// Bytes of one reply; a bulk string alone may be 512 MiB by the server's own default.
    var bytes = 128 * 1024 * 1024
    /// Values of one reply, arrays counted with their elements.
    var values = 4 * 1024 * 1024
}
