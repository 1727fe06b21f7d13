import NIOCore

/// The machine's monotonic clock, which reads alike in all its processes.
enum MonotonicClock {
    /// Nanoseconds.
    static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }
}
