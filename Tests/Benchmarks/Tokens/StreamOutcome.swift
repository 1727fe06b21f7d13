/// What became of one stream.
struct StreamOutcome: Sendable {
    var received = 0
    var lost = 0
    var duplicates = 0
    var reordered = 0
    var damaged = 0
    var stalls = 0
    /// Milliseconds.
    var longestGap = 0.0
    /// Whether it ended as it should.
    var isWhole = false
    /// Milliseconds from the request to the first token; nil where none came.
    var firstToken: Double?
    /// When the first and the last token arrived, nanoseconds of the monotonic clock.
    var firstArrival: UInt64 = 0
    var lastArrival: UInt64 = 0
    /// Milliseconds from a token's sending to its arrival, of those that came while it was measured.
    var latencies: [Float] = []
    /// The answer's status, 0 where there was none, and the end of what it said beside tokens.
    var status = 0
    /// The answer's `X-Run-ID`.
    var run: String?
    var tail = ""
}

/// What became of many streams.
struct Fidelity: Sendable, Equatable {
    var lost = 0
    var duplicates = 0
    var reordered = 0
    var damaged = 0
    var stalls = 0
    var unfinished = 0

    init(_ outcomes: [StreamOutcome]) {
        for outcome in outcomes {
            self.lost += outcome.lost
            self.duplicates += outcome.duplicates
            self.reordered += outcome.reordered
            self.damaged += outcome.damaged
            self.stalls += outcome.stalls
            if !outcome.isWhole { self.unfinished += 1 }
        }
    }

    static func + (left: Fidelity, right: Fidelity) -> Fidelity {
        var sum = left
        sum.lost += right.lost
        sum.duplicates += right.duplicates
        sum.reordered += right.reordered
        sum.damaged += right.damaged
        sum.stalls += right.stalls
        sum.unfinished += right.unfinished
        return sum
    }

    /// All that went wrong, stalls apart.
    var faults: Int { self.lost + self.duplicates + self.reordered + self.damaged + self.unfinished }
}
