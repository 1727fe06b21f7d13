package import FoundationEssentials
import Messages

extension CronExpression {
    /// How far ahead is looked: the longest pause is the eight years between leap days round 2100.
    private static let horizon: Int64 = 366 * 10

    /// The first due time after `time`, both in Unix milliseconds, by the clocks of a zone; nil where there is none.
    ///
    /// Where the clocks are put forward, what comes due in the missing hour does so at its end. Where they are put back,
    /// it comes due once, the first time. Where the minute or the hour is `*`, the expression means a rhythm, not times
    /// of the day: then the missing hour is passed over, and the hour that comes twice counts twice.
    package func next(after time: Int64, in zone: TimeZone) -> Int64? {
        let after = time.flooredQuotient(by: 1000)
        let today = (after + zone.offset(at: after)).flooredQuotient(by: 86_400)
        for day in today...today + Self.horizon where self.holds(onDay: day) {
            if let next = self.next(after: after, onDay: day, in: zone) { return next * 1000 }
        }
        return nil
    }

    /// The first due time of one day that is later than `after`, in Unix seconds.
    private func next(after: Int64, onDay day: Int64, in zone: TimeZone) -> Int64? {
        let start = day * 86_400
        let offset = zone.offset(at: start - 86_400)
        let isEven = offset == zone.offset(at: start + 2 * 86_400)
        let isRhythm = self.hours.isStar || self.minutes.isStar
        var earliest: Int64?
        for hour in self.hours.numbers {
            for minute in self.minutes.numbers {
                let local = start + Int64(hour * 3600 + minute * 60)
                if isEven {
                    if local - offset > after { return local - offset }
                    continue
                }
                for candidate in Self.times(zone.reading(of: local), isRhythm) where candidate > after {
                    earliest = min(earliest ?? candidate, candidate)
                }
            }
        }
        return earliest
    }

    private static func times(_ reading: ClockReading, _ isRhythm: Bool) -> [Int64] {
        switch reading {
        case .once(let time): [time]
        case .twice(let first, let second): isRhythm ? [first, second] : [first]
        case .never(let after): isRhythm ? [] : [after]
        }
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = self.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
