import NIOCore

extension RedisConnection {
    /// Turns the connection, which nobody else may use, over to a subscription; it ends with the sequence's iterator.
    func subscribe(
        to channels: [String],
        kind: RedisSubscription.Kind,
        pingInterval: Duration
    ) async throws(RedisError) -> RedisSubscriptionHandler.Producer {
        let command = try RedisCommandEncoder.encode([
            RedisCommand(kind.rawValue, channels.map { RedisArgument($0) })
        ])
        do {
            return try await self.channel.eventLoop.submit {
                let demand = RedisSubscriptionDemand(channel: self.channel)
                let producer = RedisSubscriptionHandler.Producer.makeSequence(
                    backPressureStrategy: .init(lowWatermark: 8, highWatermark: 32),
                    finishOnDeinit: true,
                    delegate: demand
                )
                let handler = RedisSubscriptionHandler(
                    source: producer.source,
                    channels: channels.count,
                    pingInterval: pingInterval
                )
                demand.attach(handler)
                try self.replaceHandler(by: handler)
                self.channel.writeAndFlush(command, promise: nil)
                return producer.sequence
            }.get()
        } catch {
            self.close()
            throw RedisError(.unavailable, "The connection ended before it could subscribe", cause: error)
        }
    }
}
