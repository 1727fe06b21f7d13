/// How long to wait before the next attempt: a random share of a time that doubles with each failure.
///
/// The full share is random, so that clients which lost the same server do not return in step.
struct ReconnectBackoff {
    let initial: Duration
    let maximum: Duration
    /// Failures in a row.
    private(set) var failures = 0

    init(initial: Duration, maximum: Duration) {
        self.initial = initial
        self.maximum = maximum
    }

    /// Counts a failed attempt or a lost connection, and returns the wait before the next attempt.
    ///
    /// - Parameter lived: how long the connection had stood; one that lasted begins the count anew.
    mutating func failed(after lived: Duration, using generator: inout some RandomNumberGenerator) -> Duration {
        if lived >= self.maximum {
            self.failures = 0
        }
        self.failures += 1
        var limit = min(self.initial, self.maximum)
        for _ in 1..<self.failures where limit < self.maximum {
            limit = min(limit * 2, self.maximum)
        }
        return limit * Double.random(in: 0...1, using: &generator)
    }

    mutating func reset() {
        self.failures = 0
    }
}
