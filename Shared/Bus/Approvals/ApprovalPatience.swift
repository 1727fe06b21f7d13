/// How often and how long a wait for a decision asks.
package struct ApprovalPatience: Sendable {
    /// Between looks into the store, for decisions that nobody heard of.
    package var look = Duration.seconds(2)
    /// How long a request is held back until the feed is listened to.
    package var listening = Duration.seconds(1)
    /// How long a request whose time is over is tried to be taken back while the store is away.
    package var withdrawal = Duration.seconds(5)

    package init() {}
}
