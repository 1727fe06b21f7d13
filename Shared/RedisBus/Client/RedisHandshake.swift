/// What a new connection says before anybody may use it, and whether the answers allow that.
struct RedisHandshake {
    let commands: [RedisCommand]
    private let optional: Set<Int>
    private let isForCluster: Bool

    init(configuration: RedisConfiguration) {
        var commands: [RedisCommand] = []
        if let password = configuration.password {
            let user = configuration.user.map { [RedisArgument($0)] } ?? []
            commands.append(RedisCommand("AUTH", user + [RedisArgument(password)]))
        }
        if configuration.database != 0 {
            commands.append(RedisCommand("SELECT", RedisArgument(configuration.database)))
        }
        // A name is a help to the operator; a user who may not set it may work all the same.
        self.optional = [commands.count]
        commands.append(RedisCommand("HELLO", 2, "SETNAME", RedisArgument(configuration.clientName)))
        commands.append(RedisCommand("PING"))  // refused while the server loads its data, and without a password
        self.commands = commands
        self.isForCluster = configuration.topology != .single
    }

    /// Throws what stands against using the connection.
    func check(_ replies: [RedisValue]) throws(RedisError) {
        for (index, reply) in replies.enumerated() where !self.optional.contains(index) {
            guard let error = reply.error else { continue }
            // A refused AUTH makes a plain ERR when the server has no password set.
            let isRefusal = ["WRONGPASS", "NOAUTH", "NOPERM"].contains(error.prefix)
            let code: RedisError.Code =
                isRefusal || self.commands[index].name == "AUTH" ? .authenticationFailed : .unavailable
            throw RedisError(code, error.message)
        }
        guard let isCluster = self.optional.lazy.compactMap({ Self.isCluster(replies[$0]) }).first,
            isCluster != self.isForCluster
        else { return }
        throw RedisError(
            .invalidConfiguration,
            isCluster
                ? "Redis is a node of a cluster: set REDIS_CLUSTER=true, or name several of its nodes in REDIS_URL"
                : "Redis is no cluster, which REDIS_CLUSTER or the several hosts of REDIS_URL say it is"
        )
    }

    /// What the reply to HELLO says of the server's mode; nil where it says nothing.
    private static func isCluster(_ reply: RedisValue) -> Bool? {
        let fields = reply.array ?? []
        let name = stride(from: 0, to: fields.count - 1, by: 2).first { fields[$0].string == "mode" }
        return name.flatMap { fields[$0 + 1].string }.map { $0 == "cluster" }
    }
}
