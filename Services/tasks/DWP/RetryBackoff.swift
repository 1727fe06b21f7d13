/// Decides how long to wait after failures in a row.
struct RetryBackoff: Sendable, Equatable {
    var base = Duration.milliseconds(200)
    var longest = Duration.seconds(10)

    /// The wait after the `failures`-th failure in a row (from 1).
    ///
    /// - Parameter jitter: From 0 to 1, drawn anew each time.
    func delay(afterFailures failures: Int, jitter: Double) -> Duration {
        let exponent = min(max(failures, 1) - 1, 16)
        return min(self.base * (1 << exponent), self.longest) * (0.5 + jitter / 2)
    }
}
