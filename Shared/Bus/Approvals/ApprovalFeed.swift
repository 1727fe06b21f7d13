package import Messages

/// Decisions as they are told: at most once, and only to those who listen.
package protocol ApprovalFeed: Sendable {
    associatedtype Messages: AsyncSequence<ApprovalFeedMessage, Never>

    /// Listens from the first `next` until its iterator is gone; it never ends by itself.
    func messages() -> Messages
}

/// What a feed tells its listener.
package enum ApprovalFeedMessage: Sendable, Equatable {
    /// Everything from now on is heard; what was told while nobody listened is gone.
    case listening
    /// The text of a signal, whatever it is.
    case signal(ApprovalSessionID, json: String)
}
