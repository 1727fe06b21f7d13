package import Messages

/// What workers push to one edge: the fast path beside the log, which may lose entries but not invent them.
package protocol EdgeInbox: Sendable {
    /// Makes the inbox or renews its time to live; true where it was made anew, so that all before it is lost.
    func renew() async throws(BusError) -> Bool

    /// Waits up to `wait` for entries.
    func receive(wait: Duration) async throws(BusError) -> EdgeMail
}

/// One reading of an edge's inbox.
package struct EdgeMail: Sendable {
    package enum Item: Sendable, Equatable {
        /// An event of a run; the log may have refused it.
        case entry(RunID, LogEntry)
        /// The run's log has entries that this edge may lack.
        case look(RunID)
    }

    package var items: [Item]
    /// Whether entries were dropped before these could be read.
    package var hasLost: Bool
    /// When the oldest of these was put in, Unix milliseconds by the store's clock; nil where it has none.
    package var moment: Int64?

    package init(items: [Item], hasLost: Bool, moment: Int64? = nil) {
        self.items = items
        self.hasLost = hasLost
        self.moment = moment
    }
}
