/// Decides whether a lost stream is asked for again, and when.
struct Reconnection: Sendable {
    enum Action: Equatable {
        case retry(after: Duration, attempt: Int)
        case giveUp
    }

    /// A connection that held for so long was a good one: what comes after it is a new loss.
    private static let goodLife = Duration.seconds(15)
    private static let longestWait = Duration.seconds(5)

    /// Failures in a row after which it is given up; with 12 that takes about 30 s.
    let limit: Int
    private var failures = 0
    private var hasBegun = false

    init(limit: Int) {
        self.limit = limit
    }

    /// The edge has taken the request, or may have.
    mutating func began() { self.hasBegun = true }

    /// Something new was read.
    mutating func progressed() { self.failures = 0 }

    /// - Parameters:
    ///   - lived: How long the connection held.
    ///   - jitter: From 0.5 to 1, so that not all come back at once.
    mutating func lost(_ loss: StreamLoss, after lived: Duration, jitter: Double) -> Action {
        switch loss.kind {
        // Nobody waits for an edge that was not there at all.
        case .unreachable, .busy: if !self.hasBegun { return .giveUp }
        // A request that may have arrived is worth another try, whatever that try meets.
        case .cut, .told: self.hasBegun = true
        }
        if lived >= Self.goodLife { self.failures = 0 }
        guard self.failures < self.limit else { return .giveUp }
        self.failures += 1
        let wait = min(Duration.milliseconds(250) * (1 << min(self.failures - 1, 10)), Self.longestWait)
        return .retry(after: wait * jitter, attempt: self.failures)
    }
}
