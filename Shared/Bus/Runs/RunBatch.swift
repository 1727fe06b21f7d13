package import Messages

/// Events of one run that are written together.
package struct RunBatch: Sendable {
    package var run: RunID
    /// Entries that the log has already and only the edges lack (the `started` entry of a new epoch).
    package var announced: [LogEntry]
    package var entries: [LogEntry]
    package var edges: [ReplicaID]

    package init(run: RunID, announced: [LogEntry] = [], entries: [LogEntry], edges: [ReplicaID]) {
        self.run = run
        self.announced = announced
        self.entries = entries
        self.edges = edges
    }
}
