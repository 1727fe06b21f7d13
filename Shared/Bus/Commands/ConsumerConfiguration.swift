/// How a ``CommandConsumer`` works.
package struct ConsumerConfiguration: Sendable {
    /// Commands at once.
    package var concurrency: Int
    /// Commands that one read takes, so that a burst is shared among the replicas. A dead worker's are taken all at once.
    package var batch: Int
    /// Attempts after which a command is given up.
    package var maximumDeliveries: Int
    /// How long a lease holds without renewal.
    package var lease: Duration
    /// How often dead workers are looked for, and how long one read waits for a command.
    package var claimInterval: Duration
    /// How long a shutdown waits for commands in flight before they are handed back.
    package var drain: Duration

    package init(
        concurrency: Int,
        batch: Int = 8,
        maximumDeliveries: Int = 3,
        lease: Duration = .seconds(5),
        claimInterval: Duration = .seconds(1),
        drain: Duration = .seconds(15)
    ) {
        self.concurrency = concurrency
        self.batch = batch
        self.maximumDeliveries = maximumDeliveries
        self.lease = lease
        self.claimInterval = claimInterval
        self.drain = drain
    }

    /// Whether a reply came so late that what it brings may be another's meanwhile: a worker that stands still for a lease
    /// counts as dead, while its reply lies in its socket. A read that had to wait takes no longer than this.
    func isLate(askedAt asked: ContinuousClock.Instant, now: ContinuousClock.Instant) -> Bool {
        now - asked >= self.claimInterval + self.lease / 2
    }
}
