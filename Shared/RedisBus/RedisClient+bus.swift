import Bus

extension RedisClient {
    /// Sends one command; an error reply is thrown.
    func call(_ name: String, _ arguments: RedisArgument...) async throws(BusError) -> RedisValue {
        try await self.call([RedisCommand(name, arguments)])[0]
    }

    /// Sends commands in one write; the first error reply is thrown. See ``RedisClient/send(_:generation:settlingFirst:)``.
    func call(_ commands: [RedisCommand], settlingFirst first: Int = 0) async throws(BusError) -> [RedisValue] {
        let replies = try await self.callKeepingErrors(commands, settlingFirst: first)
        for reply in replies {
            if let error = reply.error { throw BusError(error) }
        }
        return replies
    }

    /// Sends commands in one write; error replies are returned in their places.
    func callKeepingErrors(
        _ commands: [RedisCommand],
        generation: Int? = nil,
        settlingFirst first: Int = 0
    ) async throws(BusError) -> [RedisValue] {
        do throws(RedisError) {
            let replies = try await self.send(commands, generation: generation, settlingFirst: first)
            guard replies.count == commands.count else { throw RedisError(.protocolViolation, "replies are missing") }
            return replies
        } catch {
            throw BusError(error)
        }
    }

    /// Runs a script that answers with an array, and returns its elements.
    func run(
        _ script: RedisScript,
        keys: [String],
        _ arguments: [RedisArgument]
    ) async throws(BusError) -> [RedisValue] {
        let reply: RedisValue
        do throws(RedisError) {
            reply = try await self.evaluate(script, keys: keys.map { RedisArgument($0) }, arguments: arguments)
        } catch {
            throw BusError(error)
        }
        if let error = reply.error { throw BusError(error) }
        return reply.array ?? [reply]
    }
}

extension RedisArgument {
    /// A duration as whole milliseconds.
    init(milliseconds duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

extension RedisClient {
    /// Whether the server answers a PING now; in a cluster, whether every master does.
    package func isAnswering() async -> Bool {
        if let isAnswering = await self.isClusterAnswering() { return isAnswering }
        return (try? await self.call("PING"))?.string == "PONG"
    }
}
