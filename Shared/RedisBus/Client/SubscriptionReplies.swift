/// Reads what the server sends on a connection that subscribes to channels.
struct SubscriptionReplies {
    enum Action: Equatable {
        case yield(RedisSubscriptionEvent)
        case ignore
        case fail(String)
    }

    /// Channels that the server has not confirmed yet.
    private var unconfirmed: Int

    init(channels: Int) {
        self.unconfirmed = channels
    }

    mutating func received(_ reply: RedisValue) -> Action {
        if let error = reply.error {
            return .fail(error.message)
        }
        guard let parts = reply.array, let kind = parts.first?.string else {
            return .fail("No message of a subscription")
        }
        switch (kind, parts.count) {
        case ("message", 3), ("pmessage", 4):
            guard let channel = parts[parts.count - 2].bytes, let payload = parts[parts.count - 1].bytes else {
                return .fail("A message without channel or payload")
            }
            return .yield(.message(channel: String(decoding: channel, as: UTF8.self), payload: payload))
        case ("subscribe", 3), ("psubscribe", 3):
            guard self.unconfirmed > 0 else { return .fail("More confirmations than channels") }
            self.unconfirmed -= 1
            return self.unconfirmed == 0 ? .yield(.subscribed) : .ignore
        case ("pong", 2):
            return .ignore
        default:
            return .fail("An unknown message of a subscription")
        }
    }
}
