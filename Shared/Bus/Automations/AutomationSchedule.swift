package import FoundationEssentials
import Messages

/// When an automation runs: at once, at a time, or again and again.
package struct AutomationSchedule: Sendable, Equatable {
    /// As the person wrote it; nil for at once.
    package let text: String?
    /// By whose clocks the text is meant, and times are told.
    package let zone: TimeZone
    /// The one time, Unix milliseconds; nil for at once and for a rhythm.
    package let time: Int64?
    package let rhythm: CronExpression?

    /// Reads an ISO 8601 time, with an offset or without (then it is the zone's), or a cron expression.
    package init(_ text: String?, zone: TimeZone) throws(ScheduleError) {
        self.text = text
        self.zone = zone
        self.time = text.flatMap { Self.milliseconds($0, zone) }
        guard let text, self.time == nil else {
            self.rhythm = nil
            return
        }
        self.rhythm = try CronExpression(text)
    }

    /// The next due time after `time`, Unix milliseconds; nil where there is none.
    package func next(after time: Int64) -> Int64? {
        self.rhythm?.next(after: time, in: self.zone)
    }

    private static func milliseconds(_ text: String, _ zone: TimeZone) -> Int64? {
        guard text.utf8.count >= 16 else { return nil }
        let date = text.prefix(16)
        var rest = text.dropFirst(16)
        var seconds: Substring = ":00"
        if rest.first == ":" {
            seconds = rest.prefix(3)
            rest = rest.dropFirst(3)
        }
        guard let local = LocalDateTime(String(date + seconds)) else { return nil }
        var milliseconds: Int64 = 0
        if rest.first == "." {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard (1...9).contains(digits.count), let fraction = Int64(digits.prefix(3)) else { return nil }
            milliseconds = (digits.count..<3).reduce(fraction) { value, _ in value * 10 }
            rest = rest.dropFirst(1 + digits.count)
        }
        let time: Int64
        if rest.isEmpty {
            switch zone.reading(of: local.seconds) {
            case .once(let only): time = only
            case .twice(let first, _): time = first
            case .never(let after): time = after
            }
        } else {
            guard let offset = Self.offset(rest) else { return nil }
            time = local.seconds - offset
        }
        return time * 1000 + milliseconds
    }

    /// Seconds ahead of UTC: `Z`, `+09:00`, `+0900`, `+09`.
    private static func offset(_ text: Substring) -> Int64? {
        if text == "Z" || text == "z" { return 0 }
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard [2, 4].contains(digits.utf8.count), digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            text.utf8.count == 1 + digits.utf8.count || (text.utf8.count == 6 && text.dropFirst(3).first == ":"),
            let hours = Int64(digits.prefix(2)), let minutes = Int64(digits.count == 4 ? digits.suffix(2) : "0"),
            hours <= 18, minutes < 60
        else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}

extension AutomationSchedule: Codable {
    private enum CodingKeys: String, CodingKey {
        case text, zone
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let zone = TimeZone(identifier: try container.decode(String.self, forKey: .zone)) else {
            throw DecodingError.dataCorruptedError(forKey: .zone, in: container, debugDescription: "unknown time zone")
        }
        try self.init(try container.decodeIfPresent(String.self, forKey: .text), zone: zone)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(self.text, forKey: .text)
        try container.encode(self.zone.identifier, forKey: .zone)
    }
}
