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
        guard !self.isNew(session, now: now), now >= self.next else { return false }
        self.next = now + self.interval
        return true
    }

    /// Takes in that the own lease was renewed, and says whether to look. After a failure, or over a new connection, nobody
    /// else's may have been: then the others get one lease's time for theirs.
    package mutating func renewed(session: Int, now: ContinuousClock.Instant) -> Bool {
        guard !self.isNew(session, now: now) else { return false }
        guard self.hasFailed else { return true }
        self.hasFailed = false
        self.next = now + self.quiet
        return false
    }

    /// Begins the quiet time of a new session, which makes up for whatever failed before; false for the known one.
    private mutating func isNew(_ session: Int, now: ContinuousClock.Instant) -> Bool {
        guard session != self.session else { return false }
        self.session = session
        self.hasFailed = false
        self.next = now + self.quiet
        return true
    }

    /// Takes in that the store did not answer, or took no writes. The own lease is renewed as soon as that works again, for
    /// the time that the others get begins only then.
    package mutating func failed(now: ContinuousClock.Instant) {
        self.hasFailed = true
        self.next = now + self.interval
    }
}
