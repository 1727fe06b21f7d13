package import FoundationEssentials

/// When a zone's clocks show a time, in Unix seconds.
package enum ClockReading: Sendable, Equatable {
    case once(Int64)
    /// The clocks are put back.
    case twice(Int64, Int64)
    /// The clocks are put forward over it; when they are.
    case never(after: Int64)
}

extension TimeZone {
    /// Seconds that the zone is ahead of UTC at a time in Unix seconds.
    package func offset(at time: Int64) -> Int64 {
        Int64(self.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time))))
    }

    /// When the zone's clocks show `local`, in seconds from their 1970-01-01T00:00:00.
    package func reading(of local: Int64) -> ClockReading {
        // A day is more than any zone is away from UTC.
        let (before, after) = (self.offset(at: local - 86_400), self.offset(at: local + 86_400))
        let times = Set([before, after]).map { local - $0 }.filter { self.offset(at: $0) == local - $0 }.sorted()
        if times.count == 2 { return .twice(times[0], times[1]) }
        if let time = times.first { return .once(time) }
        var (low, high) = (local - max(before, after), local - min(before, after))
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.offset(at: middle) == before { low = middle } else { high = middle }
        }
        return .never(after: high)
    }
}
