extension RedisDedicatedConnection {
    /// Sends a command to the owner of its keys, wherever those are by now.
    ///
    /// A node that lost the keys, also while the command blocked there, says so and has not carried it out.
    func send(
        _ command: RedisCommand,
        timeout: Duration,
        in cluster: RedisCluster
    ) async throws(RedisError) -> RedisValue {
        var patience = RedisRedirectPatience(deadline: .now + timeout + cluster.configuration.commandTimeout)
        var asked: RedisNodeAddress?
        while true {
            guard let address = asked ?? cluster.owner(of: command) else {
                cluster.lookSoon()
                // Whoever simply loops shall not spin.
                try? await Task.sleep(for: cluster.configuration.initialBackoff)
                throw RedisError(.unavailable, "No node of the Redis cluster serves the key")
            }
            let commands = asked == nil ? [command] : [RedisCommand("ASKING"), command]
            let reply: RedisValue
            do throws(RedisError) {
                reply = try await self.send(commands, timeout: timeout, to: address, in: cluster)
            } catch {
                cluster.lookSoon()
                throw error
            }
            guard let redirect = reply.error.flatMap({ RedisRedirect($0, from: address.host) }) else { return reply }
            cluster.follow(redirect)
            asked = nil
            if case .ask(let address) = redirect { asked = address }
            switch patience.next(mustWait: redirect == .tryAgain, now: .now) {
            case .follow: continue
            case .wait(let duration) where !Task.isCancelled: try? await Task.sleep(for: duration)
            case .wait, .giveUp: return reply
            }
        }
    }
}
