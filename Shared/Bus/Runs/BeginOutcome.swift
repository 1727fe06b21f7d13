package import Messages

/// What came of taking a run's next epoch.
package enum BeginOutcome: Sendable, Equatable {
    case begun(Epoch)
    /// The run has ended, with this event.
    case ended(RunEventType)
    /// There is no such run.
    case unknown
}

/// An epoch that was just taken.
package struct Epoch: Sendable, Equatable {
    /// Its `started` entry.
    package var started: LogEntry
    /// The last entry before it.
    package var after: EventID
    /// Whether somebody asked for the run to stop.
    package var isCancelRequested: Bool
    /// The edges that serve the run.
    package var edges: [ReplicaID]
    /// When the last viewer's edge left, Unix milliseconds; nil while there is one.
    package var abandonedSince: Int64?

    package init(
        started: LogEntry,
        after: EventID,
        isCancelRequested: Bool,
        edges: [ReplicaID],
        abandonedSince: Int64?
    ) {
        self.started = started
        self.after = after
        self.isCancelRequested = isCancelRequested
        self.edges = edges
        self.abandonedSince = abandonedSince
    }
}
