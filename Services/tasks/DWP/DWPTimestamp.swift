/// A time as the backend writes it: ISO without a zone, with 0 to 9 digits of a fraction (contract §4.1).
struct DWPTimestamp: Sendable, Hashable, Decodable {
    /// The text as it came.
    let text: String
    /// Seconds from 1970-01-01T00:00:00 of the backend's own zone.
    let localSeconds: Int64
    let nanoseconds: Int

    /// Takes `yyyy-MM-ddTHH:mm:ss` with an optional fraction; anything else is no such time.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let halves = parts[0].split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2,
            let date = Self.numbers(halves[0], separator: "-", widths: [4, 2, 2]),
            let time = Self.numbers(halves[1], separator: ":", widths: [2, 2, 2]),
            (1...12).contains(date[1]), (1...Self.days(inMonth: date[1], of: date[0])).contains(date[2]),
            time[0] < 24, time[1] < 60, time[2] < 60
        else { return nil }
        var nanoseconds = 0
        if parts.count == 2 {
            guard (1...9).contains(parts[1].utf8.count), let fraction = Self.number(parts[1]) else { return nil }
            nanoseconds = (parts[1].utf8.count..<9).reduce(fraction) { value, _ in value * 10 }
        }
        self.text = text
        self.localSeconds = Int64(
            Self.daysSince1970(year: date[0], month: date[1], day: date[2]) * 86_400
                + time[0] * 3600 + time[1] * 60 + time[2]
        )
        self.nanoseconds = nanoseconds
    }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let time = DWPTimestamp(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a time"))
        }
        self = time
    }

    /// Unix milliseconds, where the backend's zone is so many seconds ahead of UTC.
    func unixMilliseconds(zone offset: Int) -> Int64 {
        (self.localSeconds - Int64(offset)) * 1000 + Int64(self.nanoseconds / 1_000_000)
    }

    private static func numbers(_ text: Substring, separator: Character, widths: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == widths else { return nil }
        let numbers = parts.compactMap(Self.number)
        return numbers.count == widths.count ? numbers : nil
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Counts in years that begin in March, so that a leap day is a year's last.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
