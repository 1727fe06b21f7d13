/// What a subscription tells its listener.
package enum RedisSubscriptionEvent: Sendable, Hashable {
    /// The channels are listened to from now on. It comes again after each loss of the connection: messages may have
    /// been missed in between, for the server keeps none.
    case subscribed
    case message(channel: String, payload: [UInt8])
}
