/// Decides when a worker may look for commands of dead ones: not more often than `interval`, and not for one lease
/// after the store was away, so that the living renew first.
package struct ClaimSchedule: Sendable {
    private let interval: Duration
    private let quiet: Duration
    private var next: ContinuousClock.Instant
    private var session: Int

    package init(interval: Duration, quietAfterOutage quiet: Duration, session: Int, now: ContinuousClock.Instant) {
        self.interval = interval
        self.quiet = quiet
        self.session = session
        self.next = now + quiet
    }

    /// Whether to look now; counts as looking.
    package mutating func isDue(session: Int, now: ContinuousClock.Instant) -> Bool {
        guard session == self.session else {
            self.session = session
            self.next = now + self.quiet
            return false
        }
        guard now >= self.next else { return false }
        self.next = now + self.interval
        return true
    }

    /// Takes in that the store did not answer.
    package mutating func failed(now: ContinuousClock.Instant) {
        self.next = max(self.next, now + self.quiet)
    }
}
