/// The loop's time, read once a turn: when next a timeout may have passed, and how long arrivals gather.
final class LoopTime {
    private(set) var now = ContinuousClock.now
    private(set) var nextExpiry: ContinuousClock.Instant?
    var pace: ArrivalPace

    init(gathering: CurlFetcherConfiguration.Gathering) {
        self.pace = ArrivalPace(gathering, now: .now)
    }

    func update() {
        self.now = .now
    }

    /// Makes sure that the timeouts are looked at by then.
    func mayExpire(at instant: ContinuousClock.Instant?) {
        guard let instant else { return }
        self.nextExpiry = self.nextExpiry.map { min($0, instant) } ?? instant
    }

    /// Begins a look at all timeouts, if one may have passed; each then tells its next instant anew.
    func beginsLook() -> Bool {
        guard let nextExpiry, nextExpiry <= self.now else { return false }
        self.nextExpiry = nil
        return true
    }
}
