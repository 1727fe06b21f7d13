package import Bus
import Messages

/// The channels of all sessions, on one connection.
package struct RedisApprovalFeed: ApprovalFeed {
    private let client: RedisClient

    package init(client: RedisClient) {
        self.client = client
    }

    /// Reconnects with backoff; ends when its task is cancelled.
    package func messages() -> some AsyncSequence<ApprovalFeedMessage, Never> {
        let prefix = BusKeys.approvalChannelPrefix
        return self.client.subscribe(matching: "\(prefix)*").compactMap { event in
            switch event {
            case .subscribed: return ApprovalFeedMessage.listening
            case .message(let channel, let payload):
                // Whatever else is told on such a channel is for nobody here.
                guard let session = ApprovalSessionID(channel.dropFirst(prefix.count)),
                    let json = String(validating: payload, as: UTF8.self)
                else { return nil }
                return .signal(session, json: json)
            }
        }
    }
}
