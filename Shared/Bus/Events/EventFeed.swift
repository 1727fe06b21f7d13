/// What happens elsewhere, as it is told: at most once, and only to those who listen.
package protocol EventFeed: Sendable {
    associatedtype Messages: AsyncSequence<EventFeedMessage, Never>

    /// Listens from the first `next` until its iterator is gone; it never ends by itself.
    func messages() -> Messages
}

/// What a feed tells its listener.
package enum EventFeedMessage: Sendable, Equatable {
    /// Everything from now on is heard; what was told while nobody listened is gone.
    case listening
    case event([UInt8])
}
