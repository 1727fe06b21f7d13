/// What a new connection says before anybody may use it, and whether the answers allow that.
struct RedisHandshake {
    let commands: [RedisCommand]
    private let optional: Set<Int>

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
        commands.append(RedisCommand("CLIENT", "SETNAME", RedisArgument(configuration.clientName)))
        commands.append(RedisCommand("PING"))  // refused while the server loads its data, and without a password
        self.commands = commands
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
    }
}
