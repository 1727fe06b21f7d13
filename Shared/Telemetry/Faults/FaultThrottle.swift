/// Says which errors are told: of one cause a few a minute, and of all together not many. A pure value.
struct FaultThrottle: Sendable {
    /// Errors a minute of one cause, and of all.
    private let limits: (cause: Int, all: Int)
    private var windowEnd: ContinuousClock.Instant?
    private var told: [[String]: Int] = [:]
    private var toldInAll = 0
    /// What was held back of each cause since it was told last.
    private var held: [[String]: Int] = [:]

    private static let window = Duration.seconds(60)
    /// Causes whose held back errors are counted.
    private static let causeLimit = 1000

    init(perCause: Int = 5, inAll: Int = 30) {
        self.limits = (perCause, inAll)
    }

    /// How many errors of the cause were held back before this one, which is to be told; nil where it is held back too.
    mutating func admit(_ cause: [String], at now: ContinuousClock.Instant) -> Int? {
        if self.windowEnd.map({ now >= $0 }) ?? true {
            self.windowEnd = now + Self.window
            self.told = [:]
            self.toldInAll = 0
        }
        let already = self.told[cause] ?? 0
        guard already < self.limits.cause, self.toldInAll < self.limits.all else {
            if self.held[cause] != nil || self.held.count < Self.causeLimit { self.held[cause, default: 0] += 1 }
            return nil
        }
        self.told[cause] = already + 1
        self.toldInAll += 1
        return self.held.removeValue(forKey: cause) ?? 0
    }
}
