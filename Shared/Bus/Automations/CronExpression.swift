import Messages

/// When something comes due again and again, as in cron(8): minute, hour, day of month, month, day of week.
package struct CronExpression: Sendable, Equatable {
    private static let names = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    package let minutes: CronField
    package let hours: CronField
    private let days: CronField
    private let months: CronField
    private let weekdays: CronField

    /// Takes five fields, or a name as `@daily`.
    package init(_ text: String) throws(ScheduleError) {
        var words = text.split(whereSeparator: \.isWhitespace)
        if words.count == 1, words[0].hasPrefix("@") {
            guard let fields = Self.names[words[0].lowercased()] else {
                throw ScheduleError(.noSchedule(String(words[0].prefix(32))))
            }
            words = fields.split(separator: " ")
        }
        guard words.count == 5 else {
            throw ScheduleError(.scheduleUnreadable)
        }
        self.minutes = try CronField(words[0], .minute)
        self.hours = try CronField(words[1], .hour)
        self.days = try CronField(words[2], .day)
        self.months = try CronField(words[3], .month)
        self.weekdays = try CronField(words[4], .weekday)
    }

    /// Whether something comes due on a day. Where both the day of month and the day of week are restricted, either is
    /// enough.
    package func holds(onDay daysSince1970: Int64) -> Bool {
        let date = LocalDateTime(daysSince1970: daysSince1970)
        guard self.months.contains(date.month) else { return false }
        let isDay = self.days.contains(date.day)
        // 1970-01-01 was a Thursday.
        let isWeekday = self.weekdays.contains(Int(((daysSince1970 + 4) % 7 + 7) % 7))
        return self.days.isStar || self.weekdays.isStar ? isDay && isWeekday : isDay || isWeekday
    }
}
