extension RedisCommand {
    /// What these commands would do to the other users of their connection, or nil if nothing.
    ///
    /// Some take the connection for themselves until they return, some change what it is for everybody, and some
    /// have more or fewer replies than one, after which replies would reach the wrong callers.
    static func obstacleToSharing(_ commands: [RedisCommand]) -> String? {
        var isInTransaction = false
        for command in commands {
            // What a busy connection carries needs no look at any list.
            guard command.name != "XADD" else { continue }
            let name = command.name.uppercased()
            switch name {
            case "MULTI":
                isInTransaction = true
            case "EXEC", "DISCARD":
                isInTransaction = false
            case "XREAD", "XREADGROUP":
                let options = command.arguments.prefix { !$0.isKeyword("STREAMS") }
                guard !options.contains(where: { $0.isKeyword("BLOCK") }) else { return "\(name) BLOCK" }
            case "CLIENT":
                guard command.arguments.first?.isKeyword("REPLY") != true else { return "CLIENT REPLY" }
            default:
                guard !self.unshareable.contains(name) else { return name }
            }
        }
        return isInTransaction ? "MULTI without EXEC" : nil
    }

    private static let unshareable: Set<String> = [
        "BLPOP", "BRPOP", "BRPOPLPUSH", "BLMOVE", "BLMPOP", "BZPOPMIN", "BZPOPMAX", "BZMPOP", "WAIT", "WAITAOF",
        "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE",
        "MONITOR", "SYNC", "PSYNC", "QUIT", "RESET", "HELLO", "AUTH", "SELECT", "WATCH",
    ]
}
