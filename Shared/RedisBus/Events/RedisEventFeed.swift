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

    /// Reconnects with backoff; ends when its task is cancelled.
    package func messages() -> some AsyncSequence<EventFeedMessage, Never> {
        self.client.subscribe(to: [self.channel]).map { event in
            switch event {
            case .subscribed: EventFeedMessage.listening
            case .message(_, let payload): .event(payload)
            }
        }
    }
}
