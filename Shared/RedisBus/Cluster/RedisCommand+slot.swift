extension RedisCommand {
    /// The slot whose owner must carry the command out; nil where any node will do.
    var slot: RedisSlot? { self.routingKey.map { RedisSlot(key: $0) } }

    /// What decides the node: the command's first key, for the server refuses keys of several slots.
    var routingKey: RedisArgument? {
        let name = self.name.uppercased()
        switch name {
        case "EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "FCALL", "FCALL_RO":
            guard self.arguments.count > 2, !self.arguments[1].isKeyword("0") else { return nil }
            return self.arguments[2]
        case "XREAD", "XREADGROUP":
            guard let word = self.arguments.firstIndex(where: { $0.isKeyword("STREAMS") }) else { return nil }
            return self.arguments.dropFirst(word + 1).first
        case "XGROUP", "XINFO", "OBJECT", "MEMORY":
            return self.arguments.dropFirst().first
        default:
            // A channel is no key, but what is published on one goes through one node, so that it stays in order.
            return Self.keyless.contains(name) ? nil : self.arguments.first
        }
    }

    private static let keyless: Set<String> = [
        "PING", "ECHO", "TIME", "INFO", "ROLE", "LASTSAVE", "DBSIZE", "KEYS", "SCAN", "RANDOMKEY", "FLUSHALL",
        "FLUSHDB",
        "SCRIPT", "FUNCTION", "CLUSTER", "CONFIG", "CLIENT", "COMMAND", "ACL", "LATENCY", "SLOWLOG", "MODULE", "DEBUG",
        "SAVE", "BGSAVE", "BGREWRITEAOF", "MULTI", "EXEC", "DISCARD", "ASKING", "READONLY", "READWRITE", "PUBSUB",
    ]
}
