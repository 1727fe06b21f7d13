package import Bus
import Messages

/// The channels of all sessions, on one connection.
package struct RedisApprovalFeed: ApprovalFeed {
    private let client: RedisClient

    package init(client: RedisClient) {
        self.client = client
    }

    package func messages() -> Messages {
        Messages(subscription: self.client.subscribe(matching: "\(BusKeys.approvalChannelPrefix)*"))
    }

    /// Reconnects with backoff; ends when its task is cancelled.
    package struct Messages: AsyncSequence, Sendable {
        package typealias Element = ApprovalFeedMessage
        package typealias Failure = Never

        let subscription: RedisSubscription

        package func makeAsyncIterator() -> Iterator {
            Iterator(events: self.subscription.makeAsyncIterator())
        }

        package struct Iterator: AsyncIteratorProtocol {
            var events: RedisSubscription.AsyncIterator

            package mutating func next() async -> ApprovalFeedMessage? {
                while let event = await self.events.next() {
                    switch event {
                    case .subscribed: return .listening
                    case .message(let channel, let payload):
                        // Whatever else is told on such a channel is for nobody here.
                        guard
                            let session = ApprovalSessionID(channel.dropFirst(BusKeys.approvalChannelPrefix.count)),
                            let json = String(validating: payload, as: UTF8.self)
                        else { continue }
                        return .signal(session, json: json)
                    }
                }
                return nil
            }
        }
    }
}
