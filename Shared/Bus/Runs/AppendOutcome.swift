package import Messages

/// What came of writing one batch.
package struct AppendOutcome: Sendable, Equatable {
    package enum Result: Sendable, Equatable {
        /// The log holds the batch.
        case written
        /// The log refused an entry as not greater than its last: a repeat, or another epoch has begun.
        case refused
        /// There is no log.
        case missing
        /// The store is out of memory, or takes no writes for another reason of its own; nothing was written.
        case full
    }

    package var result: Result
    /// Edges of the batch that have no inbox any more.
    package var goneEdges: [ReplicaID]

    package init(_ result: Result, goneEdges: [ReplicaID] = []) {
        self.result = result
        self.goneEdges = goneEdges
    }
}
