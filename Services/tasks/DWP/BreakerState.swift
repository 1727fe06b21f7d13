/// Decides who may call a backend: all while it answers; after failures in a row, one probe at growing intervals.
struct BreakerState: Sendable {
    enum Admission: Sendable, Equatable {
        case go
        /// Ask again after so long.
        case wait(Duration)
    }

    private enum State {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant, interval: Duration)
        /// A probe is under way.
        case probing(interval: Duration)
    }

    /// Failures in a row that open the breaker.
    let threshold: Int
    let first: Duration
    let longest: Duration
    private var state = State.closed(failures: 0)

    init(threshold: Int = 5, first: Duration = .milliseconds(500), longest: Duration = .seconds(5)) {
        self.threshold = threshold
        self.first = first
        self.longest = longest
    }

    var isClosed: Bool {
        if case .closed = self.state { true } else { false }
    }

    /// Asks for one call; who may go tells how it went.
    mutating func admit(at now: ContinuousClock.Instant) -> Admission {
        switch self.state {
        case .closed:
            return .go
        case .probing(let interval):
            return .wait(interval)
        case .open(let until, let interval):
            guard now >= until else { return .wait(until - now) }
            self.state = .probing(interval: interval)
            return .go
        }
    }

    /// The backend answered, whatever it said.
    mutating func answered() {
        self.state = .closed(failures: 0)
    }

    /// The way to the backend failed.
    mutating func failed(at now: ContinuousClock.Instant) {
        switch self.state {
        case .closed(let failures) where failures + 1 < self.threshold:
            self.state = .closed(failures: failures + 1)
        case .closed:
            self.state = .open(until: now + self.first, interval: self.first)
        case .probing(let interval):
            let next = min(interval * 2, self.longest)
            self.state = .open(until: now + next, interval: next)
        case .open:
            break  // a call from before it opened
        }
    }

    /// A call was given up without an answer that would say anything of the backend.
    mutating func abandoned(at now: ContinuousClock.Instant) {
        if case .probing(let interval) = self.state { self.state = .open(until: now, interval: interval) }
    }
}
