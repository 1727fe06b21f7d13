/// Decides when a server is asked for its tools: at first, every few minutes, and soon after it did not answer. While one asks,
/// others make do with what is known.
struct MCPListingState: Sendable {
    private enum State {
        case unknown
        case known(until: ContinuousClock.Instant)
        /// One asks; in case it never says how that went, others ask again some time.
        case asking(until: ContinuousClock.Instant)
    }

    var refreshInterval = Duration.seconds(300)
    var retryInterval = Duration.seconds(10)
    private var state = State.unknown
    private var isFirst = true

    init(refreshInterval: Duration = .seconds(300), retryInterval: Duration = .seconds(10)) {
        self.refreshInterval = refreshInterval
        self.retryInterval = retryInterval
    }

    /// Whether to ask now; who asks says how it went. Before the first answer everybody asks, for nothing is known.
    mutating func begin(at now: ContinuousClock.Instant) -> Bool {
        switch self.state {
        case .known(let until), .asking(let until):
            guard self.isFirst || now >= until else { return false }
        case .unknown:
            break
        }
        self.state = .asking(until: now + self.retryInterval)
        return true
    }

    mutating func succeeded(at now: ContinuousClock.Instant) {
        self.isFirst = false
        self.state = .known(until: now + self.refreshInterval)
    }

    /// Whoever asked went away: the next one asks.
    mutating func abandoned(at now: ContinuousClock.Instant) {
        self.state = .known(until: now)
    }

    mutating func failed(at now: ContinuousClock.Instant) {
        self.isFirst = false
        self.state = .known(until: now + self.retryInterval)
    }
}
