package import Bus
import Messages

/// The Pub/Sub channel of the DWP services. What is published while nobody is subscribed is gone.
package struct RedisEventFeed: EventFeed {
    private let client: RedisClient
    private let channel: String

    package init(client: RedisClient, channel: String = BusKeys.eventFeed) {
        self.client = client
        self.channel = channel
    }

    package func messages() -> Messages {
        Messages(subscription: self.client.subscribe(to: [self.channel]))
    }

    /// Reconnects with backoff; ends when its task is cancelled.
    package struct Messages: AsyncSequence, Sendable {
        package typealias Element = EventFeedMessage
        package typealias Failure = Never

        let subscription: RedisSubscription

        package func makeAsyncIterator() -> Iterator {
            Iterator(events: self.subscription.makeAsyncIterator())
        }

        package struct Iterator: AsyncIteratorProtocol {
            var events: RedisSubscription.AsyncIterator

            package mutating func next() async -> EventFeedMessage? {
                switch await self.events.next() {
                case .subscribed: .listening
                case .message(_, let payload): .event(payload)
                case nil: nil
                }
            }
        }
    }
}
