/// How long Sentry wants no more errors (its SDK documentation, Rate Limiting). A pure value.
struct SentryRateLimits: Sendable {
    /// The category that an error counts as.
    private static let category = "error"
    /// After a 429 that does not say how long.
    private static let fallback = Duration.seconds(60)

    private var until: ContinuousClock.Instant?

    /// Whether errors must not be sent.
    func hold(at now: ContinuousClock.Instant) -> Bool {
        self.until.map { now < $0 } ?? false
    }

    /// Takes in an answer.
    ///
    /// - Parameters:
    ///   - limits: The values of `X-Sentry-Rate-Limits`, which count at any status.
    ///   - retryAfter: What `Retry-After` says, for a 429 without them.
    mutating func answered(
        _ status: Int,
        limits: [String],
        retryAfter: Duration?,
        at now: ContinuousClock.Instant
    ) {
        let quotas = limits.flatMap { $0.split(separator: ",") }
        if !quotas.isEmpty {
            for quota in quotas { self.take(quota, at: now) }
        } else if status == 429 {
            self.hold(until: now + (retryAfter ?? Self.fallback))
        }
    }

    /// Takes one quota, `seconds:categories:scope:…`; no categories are all.
    private mutating func take(_ quota: Substring, at now: ContinuousClock.Instant) {
        let parts = quota.split(separator: ":", omittingEmptySubsequences: false)
        let number = parts[0].drop { $0 == " " }
        let seconds = Double(number).flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
        let categories = parts.count > 1 ? parts[1].split(separator: ";") : []
        guard categories.isEmpty || categories.contains(where: { $0 == Self.category }) else { return }
        self.hold(until: now + (seconds.map { .seconds(min($0, 86_400)) } ?? Self.fallback))
    }

    private mutating func hold(until moment: ContinuousClock.Instant) {
        self.until = max(self.until ?? moment, moment)
    }
}
