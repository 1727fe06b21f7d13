package import Messages

/// What a wish to stop a run met.
package enum CancelRequest: Sendable, Equatable {
    /// There is no such run.
    case unknown
    /// The run has ended; nothing changes.
    case ended
    /// A worker began the run and must be told, or, if it is dead, the epoch be taken from it.
    case owned(by: ReplicaID, epoch: UInt64)
    /// Nobody began the run; whoever asked may end it.
    case unowned
}
