/// A date and time on some clock, without its zone.
package struct LocalDateTime: Sendable, Hashable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int

    /// Takes `yyyy-MM-ddTHH:mm:ss`; anything else is no such time.
    package init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2,
            let date = Self.numbers(halves[0], separator: "-", widths: [4, 2, 2]),
            let time = Self.numbers(halves[1], separator: ":", widths: [2, 2, 2]),
            (1...12).contains(date[1]), (1...Self.days(inMonth: date[1], of: date[0])).contains(date[2]),
            time[0] < 24, time[1] < 60, time[2] < 60
        else { return nil }
        (self.year, self.month, self.day) = (date[0], date[1], date[2])
        (self.hour, self.minute, self.second) = (time[0], time[1], time[2])
    }

    /// The date, at midnight, so many days after 1970-01-01.
    package init(daysSince1970 days: Int64) {
        // Counts in years that begin in March, so that a leap day is a year's last.
        let shifted = Int(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        self.month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
        (self.hour, self.minute, self.second) = (0, 0, 0)
    }

    /// Days from 1970-01-01.
    package var daysSince1970: Int64 {
        let shifted = self.month <= 2 ? self.year - 1 : self.year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (self.month + (self.month > 2 ? -3 : 9)) + 2) / 5 + self.day - 1
        return Int64(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
    }

    /// Seconds from 1970-01-01T00:00:00 on the same clock.
    package var seconds: Int64 {
        self.daysSince1970 * 86_400 + Int64(self.hour * 3600 + self.minute * 60 + self.second)
    }

    private static func numbers(
        _ text: some StringProtocol,
        separator: Character,
        widths: [Int]
    ) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == widths else { return nil }
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
        }
        return numbers.count == widths.count ? numbers : nil
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
