/// Decides when a worker may look for commands of dead ones: not more often than `interval`, and not for one lease
/// after the store was away, so that the living renew first.
package struct ClaimSchedule: Sendable {
    private let interval: Duration
    private let quiet: Duration
    private var next: ContinuousClock.Instant
    private var session: Int
    private var hasFailed = false

    package init(interval: Duration, quietAfterOutage quiet: Duration, session: Int, now: ContinuousClock.Instant) {
        self.interval = interval
        self.quiet = quiet
        self.session = session
        self.next = now + quiet
    }

    /// Whether to renew one's own lease now, and then to look; counts as looking.
    package mutating func isDue(session: Int, now: ContinuousClock.Instant) -> Bool {
        guard session == self.session else {
            // Whatever failed before, this quiet time makes up for it.
            self.session = session
            self.hasFailed = false
            self.next = now + self.quiet
            return false
        }
        guard now >= self.next else { return false }
        self.next = now + self.interval
        return true
    }

    /// Takes in that the own lease was renewed, and says whether to look. After a failure nobody's may have been: then the
    /// others get one lease's time for theirs.
    package mutating func renewed(now: ContinuousClock.Instant) -> Bool {
        guard self.hasFailed else { return true }
        self.hasFailed = false
        self.next = now + self.quiet
        return false
    }

    /// Takes in that the store did not answer, or took no writes.
    package mutating func failed(now: ContinuousClock.Instant) {
        self.hasFailed = true
        self.next = max(self.next, now + self.quiet)
    }
}
