/// Holds what arrives of one stream against what was ordered.
struct StreamChecker: Sendable {
    private let order: StreamOrder
    /// Nanoseconds of silence from which a stream counts as stalled; nil where nothing sets a pace.
    private let patience: UInt64?
    private var next = 0
    private var missing: Set<Int> = []
    private var lastArrival: UInt64?
    private(set) var duplicates = 0
    private(set) var reordered = 0
    private(set) var stalls = 0
    private(set) var longestGap: UInt64 = 0

    /// Gaps of more periods than this are stalls.
    static let stallPeriods: UInt64 = 10

    init(_ order: StreamOrder) {
        self.order = order
        self.patience = order.period.map { $0 * Self.stallPeriods }
    }

    /// Takes a token that arrived at a moment of the monotonic clock, in nanoseconds.
    mutating func received(_ sequence: Int, at now: UInt64) {
        if let lastArrival = self.lastArrival, now > lastArrival {
            self.longestGap = max(self.longestGap, now - lastArrival)
            if let patience = self.patience, now - lastArrival > patience { self.stalls += 1 }
        }
        self.lastArrival = now
        if sequence >= self.next {
            self.missing.formUnion(self.next..<sequence)
            self.next = sequence + 1
        } else if self.missing.remove(sequence) != nil {
            self.reordered += 1
        } else {
            self.duplicates += 1
        }
    }

    /// Different tokens that came.
    var received: Int { self.next - self.missing.count }
    /// Tokens that have not come.
    var lost: Int { max(self.order.tokens - self.next, 0) + self.missing.count }
}
