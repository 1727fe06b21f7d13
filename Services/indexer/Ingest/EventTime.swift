/// Reads the times that events carry: ISO 8601 with or without fraction and zone.
enum EventTime {
    /// Unix milliseconds; a text without a zone counts as UTC. Nil for what is no such text.
    static func milliseconds(_ text: String) -> Int64? {
        var rest = text.utf8[...]
        guard let year = number(&rest, 4), skip(&rest, "-"), let month = number(&rest, 2), skip(&rest, "-"),
            let day = number(&rest, 2), skip(&rest, "T") || skip(&rest, " "),
            let hour = number(&rest, 2), skip(&rest, ":"), let minute = number(&rest, 2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60
        else { return nil }
        var second: Int64 = 0
        var fraction: Int64 = 0
        if skip(&rest, ":") {
            guard let number = number(&rest, 2), number <= 60 else { return nil }
            second = number
            if skip(&rest, ".") {
                let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
                guard !digits.isEmpty else { return nil }
                for place in 0..<3 { fraction = fraction * 10 + (place < digits.count ? digit(digits, place) : 0) }
                rest = rest.dropFirst(digits.count)
            }
        }
        guard let offset = offset(&rest), rest.isEmpty else { return nil }
        let days = self.days(year, month, day)
        return ((days * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + fraction
    }

    /// When an event counts as having happened: what it says, but never later than its arrival, which also corrects
    /// local times east of Greenwich that were written without a zone.
    static func effective(_ text: String?, arrival: Int64) -> Int64 {
        guard let told = text.flatMap({ self.milliseconds($0) }) else { return arrival }
        return min(told, arrival)
    }

    /// Minutes east of Greenwich; 0 for `Z` and for none.
    private static func offset(_ rest: inout Substring.UTF8View) -> Int64? {
        guard !rest.isEmpty, !skip(&rest, "Z") else { return 0 }
        let sign: Int64 = skip(&rest, "-") ? -1 : 1
        guard sign < 0 || skip(&rest, "+"), let hours = number(&rest, 2) else { return nil }
        _ = skip(&rest, ":")
        let minutes = rest.isEmpty ? 0 : number(&rest, 2)
        return minutes.map { sign * (hours * 60 + $0) }
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted with years that begin in March.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + day - 1 - 719_468
    }

    private static func number(_ rest: inout Substring.UTF8View, _ count: Int) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    private static func digit(_ digits: Substring.UTF8View, _ place: Int) -> Int64 {
        Int64(digits[digits.index(digits.startIndex, offsetBy: place)] - 0x30)
    }

    private static func skip(_ rest: inout Substring.UTF8View, _ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
