/// Decides whether and when a provider that failed before its first token is asked again.
struct RetryPolicy: Sendable, Equatable {
    /// Requests to one provider for one answer.
    var attempts = 3
    /// The wait before the first repetition; it doubles with each.
    var base = Duration.milliseconds(250)
    /// A provider that asks for a longer wait is not asked again.
    var longestWait = Duration.seconds(10)

    /// How long to wait after `failure` of the `attempt`-th request (from 1); nil to give the provider up.
    ///
    /// - Parameter jitter: From 0 to 1, drawn anew each time.
    func delay(after failure: ProviderFailure, attempt: Int, jitter: Double) -> Duration? {
        guard failure.isTransient, failure.kind != .timeout, attempt < self.attempts else { return nil }
        if let asked = failure.retryAfter { return asked <= self.longestWait ? asked : nil }
        let wait = self.base * (1 << (attempt - 1))
        return min(wait * (0.5 + jitter / 2), self.longestWait)
    }
}
