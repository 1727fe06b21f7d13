/// When the tokens of one stream are due, counted from its beginning and never from the token before, so that no delay
/// adds up.
struct PacedSchedule: Sendable {
    /// Nanoseconds.
    let start: UInt64
    let perSecond: UInt64
    let tokens: Int

    /// - Parameters:
    ///   - begin: When the stream was asked for, in nanoseconds.
    ///   - phase: Thousandths of a period by which its first token is later.
    init(begin: UInt64, perSecond: Int, tokens: Int, phase: Int) {
        self.perSecond = UInt64(perSecond)
        self.start = begin + 1_000_000 * UInt64(phase) / UInt64(perSecond)
        self.tokens = tokens
    }

    /// When a token must be sent.
    func due(_ token: Int) -> UInt64 { self.start + UInt64(token) * 1_000_000_000 / self.perSecond }

    /// Which tokens must have been sent by a moment, as their count.
    func dueCount(by now: UInt64) -> Int {
        guard now >= self.start else { return 0 }
        let whole = (now - self.start) * self.perSecond / 1_000_000_000
        // Rounding down may hide the token that is due at this very nanosecond.
        let count = Int(whole) + 1
        return min(self.due(count) <= now ? count + 1 : count, self.tokens)
    }
}
