package import Messages

/// What came of ending a run from outside.
package enum EndOutcome: Sendable, Equatable {
    /// It ended now, with the entry of this id.
    case done(EventID)
    /// It had ended before.
    case ended
    /// Another epoch began meanwhile.
    case moved(epoch: UInt64)
    /// There is no such run.
    case unknown
}
