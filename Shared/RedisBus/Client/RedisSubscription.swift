import Logging
import NIOCore

/// The messages of some channels, and a word whenever the server begins (again) to send them.
///
/// It never fails: it reconnects with backoff until its task is cancelled, and ends then.
package struct RedisSubscription: AsyncSequence, Sendable {
    package typealias Element = RedisSubscriptionEvent
    package typealias Failure = Never

    /// What the channels are given by; the raw value is the command that subscribes to them.
    enum Kind: String {
        case names = "SUBSCRIBE"
        case patterns = "PSUBSCRIBE"
    }

    let channels: [String]
    var kind = Kind.names
    let configuration: RedisConfiguration
    let logger: Logger
    /// Makes the connection to listen on.
    let connect: @Sendable () async throws(RedisError) -> RedisConnection

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(subscription: self)
    }

    /// One listener with a connection of its own, which is closed when the iterator is gone.
    package struct AsyncIterator: AsyncIteratorProtocol {
        private let subscription: RedisSubscription
        private var backoff: ReconnectBackoff
        private var events: RedisSubscriptionHandler.Producer.AsyncIterator?
        private var began = ContinuousClock.now

        init(subscription: RedisSubscription) {
            self.subscription = subscription
            self.backoff = ReconnectBackoff(configuration: subscription.configuration)
        }

        package mutating func next() async -> RedisSubscriptionEvent? {
            while !Task.isCancelled {
                // NIO's `next` runs elsewhere; nobody else can use the iterator meanwhile, for this call holds `self`.
                if let iterator = self.events {
                    nonisolated(unsafe) let events = iterator
                    if let event = await events.next() {
                        return event
                    }
                    self.events = nil
                    guard !Task.isCancelled else { return nil }
                    self.subscription.logger.info("Lost a Redis subscription")
                    await self.wait(after: ContinuousClock.now - self.began)
                } else {
                    await self.subscribe()
                }
            }
            return nil
        }

        private mutating func subscribe() async {
            do {
                let events = try await self.subscription.connect().subscribe(
                    to: self.subscription.channels,
                    kind: self.subscription.kind,
                    pingInterval: self.subscription.configuration.subscriptionPing
                )
                self.events = events.makeAsyncIterator()
                self.began = .now
            } catch {
                self.subscription.logger.debug("Cannot subscribe at Redis", metadata: ["error": "\(error)"])
                await self.wait(after: .zero)
            }
        }

        private mutating func wait(after lived: Duration) async {
            var generator = SystemRandomNumberGenerator()
            try? await Task.sleep(for: self.backoff.failed(after: lived, using: &generator))
        }
    }
}
