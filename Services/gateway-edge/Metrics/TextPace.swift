/// When one stream's text was written: what its reader waited. A pure value.
struct TextPace: Sendable {
    enum Wait: Sendable, Equatable {
        /// From the request to the first text.
        case first(Duration)
        /// From one text to the next.
        case next(Duration)
    }

    private let asked: ContinuousClock.Instant?
    private var last: ContinuousClock.Instant?

    /// - Parameter asked: When the request came; nil for a stream that joins a run which was asked for before.
    init(asked: ContinuousClock.Instant?) {
        self.asked = asked
    }

    /// Notes a write of text; nil where nobody can say what it was waited for.
    mutating func wrote(at now: ContinuousClock.Instant) -> Wait? {
        defer { self.last = now }
        if let last = self.last { return .next(now - last) }
        return self.asked.map { .first(now - $0) }
    }
}
