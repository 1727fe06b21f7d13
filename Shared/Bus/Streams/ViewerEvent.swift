package import Messages

/// What one viewer is shown, in order.
package enum ViewerEvent: Sendable, Equatable {
    /// The next events of the run, `started` ones left out.
    case events([LogEntry])
    /// The answer begins anew; what was shown before is void.
    case restarted(EventID)
    /// `text` takes the place of all text before; the viewer then knows all up to the id.
    case resync(text: [UInt8], upTo: EventID)
    /// The stream cannot go on, though the run may; the viewer knows all up to the id.
    case broken(RunFailure, at: EventID)
    /// Nothing happened for a while.
    case ping
    /// The run ended with this entry; always the last.
    case ended(LogEntry)
    /// The run had ended at or before the place that the viewer came with; always the last.
    case endedBefore
}
