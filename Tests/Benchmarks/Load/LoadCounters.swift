import Synchronization

/// What all streams of a load have had so far, for whoever looks on while it runs.
final class LoadCounters: Sendable {
    let tokens = Atomic(0)
    /// Streams that have had a token, and streams that are over.
    let begun = Atomic(0)
    let ended = Atomic(0)
    /// Whether latencies of what arrives are kept: only the measured time shall count, not the streams' beginning.
    let isMeasuring = Atomic(false)
}
