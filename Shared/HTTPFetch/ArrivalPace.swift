/// Says when what arrives should gather before it is read: when many transfers bring little each and all together much,
/// as hundreds of streams of words do. Then one waking serves them all, and a sender's next words come with its last.
///
/// Network cards moderate their interrupts alike. The rate that counts is the senders' own, which gathering does not
/// change: bytes, by the size of an arrival while each was read alone.
struct ArrivalPace {
    typealias Instant = ContinuousClock.Instant

    /// How long the rate is measured before it counts.
    private static let window = Duration.milliseconds(100)
    /// Windows after which the size of an arrival is measured anew, and each is read alone for that long.
    private static let windowsOfASize = 200
    /// Bytes of an arrival that is a waking's worth by itself.
    private static let fullSize = 1024.0
    /// Bytes of an arrival that is part of something large, which is not a matter of pace.
    private static let largeSize = 16 * 1024

    private let gathering: CurlFetcherConfiguration.Gathering
    private var windowBegan: Instant
    private var bytes = 0
    private var arrivals = 0
    /// Bytes of an arrival when gathering began; nil while each is read alone.
    private var size: Double?
    private var windowsLeft = 0
    private var pause = Duration.zero

    init(_ gathering: CurlFetcherConfiguration.Gathering, now: Instant) {
        self.gathering = gathering
        self.windowBegan = now
    }

    /// Takes in what one transfer brought in one turn.
    mutating func arrived(_ bytes: Int) {
        guard (1..<Self.largeSize).contains(bytes) else { return }
        self.bytes += bytes
        self.arrivals += 1
    }

    /// How long after the beginning of a turn the next may begin; asked once a turn.
    mutating func pause(at now: Instant) -> Duration {
        let time = self.windowBegan.duration(to: now)
        if time >= Self.window { self.closeWindow(after: time, at: now) }
        return self.pause
    }

    private mutating func closeWindow(after time: Duration, at now: Instant) {
        let size = self.size ?? Double(self.bytes) / Double(max(1, self.arrivals))
        let rate = Double(self.bytes) / max(1, size) / (time / .seconds(1))
        if self.size == nil { self.windowsLeft = Self.windowsOfASize }
        self.windowsLeft -= 1
        self.pause = size < Self.fullSize && self.windowsLeft > 0 ? self.pause(forRate: rate) : .zero
        self.size = self.pause > .zero ? size : nil
        self.windowBegan = now
        self.bytes = 0
        self.arrivals = 0
    }

    private func pause(forRate rate: Double) -> Duration {
        let rates = self.gathering.rates
        let share = (rate - rates.lowerBound) / max(1, rates.upperBound - rates.lowerBound)
        return self.gathering.longest * min(max(share, 0), 1)
    }
}
