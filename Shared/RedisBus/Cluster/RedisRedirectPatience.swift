/// How long commands follow a cluster's redirections.
struct RedisRedirectPatience {
    enum Action: Equatable {
        case follow
        case wait(Duration)
        case giveUp
    }

    /// Redirections of one command in a row; more means nodes that point at one another.
    static let redirections = 16
    private static let firstWait = Duration.milliseconds(5)
    private static let longestWait = Duration.milliseconds(100)

    private let deadline: ContinuousClock.Instant
    private var followed = 0
    private var wait = Self.firstWait

    /// - Parameter deadline: when waiting for the cluster ends.
    init(deadline: ContinuousClock.Instant) {
        self.deadline = deadline
    }

    /// Says what to do about commands that were not carried out.
    ///
    /// - Parameter mustWait: whether the cluster asked for time, rather than named another node.
    mutating func next(mustWait: Bool, now: ContinuousClock.Instant) -> Action {
        guard now < self.deadline else { return .giveUp }
        guard mustWait else {
            self.followed += 1
            return self.followed <= Self.redirections ? .follow : .giveUp
        }
        defer { self.wait = min(self.wait * 2, Self.longestWait) }
        return .wait(self.wait)
    }
}
