/// A cluster as one of its nodes sees it.
struct RedisClusterView: Sendable, Equatable {
    /// What a node is asked.
    static let question = [RedisCommand("CLUSTER", "INFO"), RedisCommand("CLUSTER", "SLOTS")]

    /// Grows with each failover and migration, so that of two views the greater one is the newer.
    let epoch: Int
    let map: RedisSlotMap

    /// The newest of several, of equally new ones one that knows who serves every slot.
    static func best(of views: [RedisClusterView]) -> RedisClusterView? {
        views.max { ($0.epoch, $0.map.isComplete ? 1 : 0) < ($1.epoch, $1.map.isComplete ? 1 : 0) }
    }

    /// Reads the replies to ``question``.
    init(_ replies: [RedisValue], answeredBy host: String) throws(RedisError) {
        for reply in replies {
            guard let error = reply.error else { continue }
            // "ERR This instance has cluster support disabled"
            let isSingle = error.message.contains("cluster support disabled")
            throw RedisError(isSingle ? .invalidConfiguration : .unavailable, error.message)
        }
        guard replies.count == 2, let info = replies[0].string else {
            throw RedisError(.protocolViolation, "Not a cluster's state")
        }
        let prefix = "cluster_current_epoch:"
        let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix(prefix) }
        self.epoch = line.flatMap { Int($0.dropFirst(prefix.count)) } ?? 0
        self.map = try RedisSlotMap(replies[1], answeredBy: host)
    }
}
