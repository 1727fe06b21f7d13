import Bus
import Foundation
import Testing

@Suite struct CronExpressionTests {
    /// Unix milliseconds of an ISO time with an offset.
    private static func time(_ text: String) throws -> Int64 {
        try #require(try AutomationSchedule(text, zone: .gmt).time)
    }

    private static func zone(_ name: String) throws -> TimeZone {
        try #require(TimeZone(identifier: name))
    }

    @Test(arguments: [
        ("* * * * *", "2026-11-22T10:00:00Z", "2026-11-22T10:01:00Z"),
        ("* * * * *", "2026-11-22T10:00:59.999Z", "2026-11-22T10:01:00Z"),
        ("* * * * *", "2026-12-31T23:59:00Z", "2027-01-01T00:00:00Z"),
        ("*/20 * * * *", "2026-11-22T10:41:00Z", "2026-11-22T11:00:00Z"),
        ("5-40/15 * * * *", "2026-11-22T10:20:00Z", "2026-11-22T10:35:00Z"),
        ("5-40/15 * * * *", "2026-11-22T10:35:00Z", "2026-11-22T11:05:00Z"),
        ("0 9,18 * * *", "2026-11-22T09:00:00Z", "2026-11-22T18:00:00Z"),
        ("30 8 * * mon-fri", "2026-11-20T08:30:00Z", "2026-11-23T08:30:00Z"),
        ("0 0 * * 7", "2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z"),
        ("0 0 * * SUN", "2026-11-21T23:59:00Z", "2026-11-22T00:00:00Z"),
        ("0 0 * * fri-sun", "2026-11-22T00:00:00Z", "2026-11-27T00:00:00Z"),
        // Friday the 13th it is not: either is enough.
        ("0 0 13 * 5", "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z"),
        ("0 0 13 * 5", "2026-12-11T00:00:00Z", "2026-12-13T00:00:00Z"),
        // A field that begins with * does not restrict: both must hold.
        ("0 0 */2 * mon", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"),
        ("0 0 */2 * mon", "2026-11-23T00:00:00Z", "2026-12-07T00:00:00Z"),
        ("0 0 31 * *", "2026-11-01T00:00:00Z", "2026-12-31T00:00:00Z"),
        ("0 0 31 * *", "2027-01-31T00:00:00Z", "2027-03-31T00:00:00Z"),
        ("0 0 29 feb *", "2026-11-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 0 29 2 *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"),
        ("@hourly", "2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z"),
        ("@daily", "2026-11-22T10:00:00Z", "2026-11-23T00:00:00Z"),
        ("@weekly", "2026-11-22T10:00:00Z", "2026-11-29T00:00:00Z"),
        ("@Monthly", "2026-11-22T10:00:00Z", "2026-12-01T00:00:00Z"),
        ("@yearly", "2026-11-22T10:00:00Z", "2027-01-01T00:00:00Z"),
        ("0 0 1 1 *", "1969-06-01T00:00:00Z", "1970-01-01T00:00:00Z"),
    ])
    func theNextDueTimeIsTheFirstAfter(text: String, after: String, next: String) throws {
        let expression = try CronExpression(text)
        #expect(expression.next(after: try Self.time(after), in: .gmt) == (try Self.time(next)))
    }

    @Test(arguments: [
        // Seoul is nine hours ahead, all year.
        ("0 9 * * *", "Asia/Seoul", ["2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"]),
        ("0 0 1 * *", "Asia/Seoul", ["2026-10-31T15:00:00Z", "2026-11-30T15:00:00Z"]),
        // New York's clocks go forward on 2027-03-14 at 2, and back on 2026-11-01 at 2.
        (
            "30 2 * * *", "America/New_York",
            ["2027-03-13T02:30:00-05:00", "2027-03-14T03:00:00-04:00", "2027-03-15T02:30:00-04:00"]
        ),
        (
            "15,30 2,3 * * *", "America/New_York",
            ["2027-03-13T03:30:00-05:00", "2027-03-14T03:00:00-04:00", "2027-03-14T03:15:00-04:00"]
        ),
        (
            "30 1 * * *", "America/New_York",
            ["2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"]
        ),
        (
            "30 * * * *", "America/New_York",
            [
                "2026-11-01T00:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00",
                "2026-11-01T02:30:00-05:00",
            ]
        ),
        (
            "30 * * * *", "America/New_York",
            ["2027-03-14T01:30:00-05:00", "2027-03-14T03:30:00-04:00", "2027-03-14T04:30:00-04:00"]
        ),
        // Berlin puts its clocks back at 3 to 2.
        (
            "0 2 * * *", "Europe/Berlin",
            ["2026-10-24T02:00:00+02:00", "2026-10-25T02:00:00+02:00", "2026-10-26T02:00:00+01:00"]
        ),
        // Lord Howe Island moves by half an hour.
        ("15 2 * * *", "Australia/Lord_Howe", ["2026-10-03T02:15:00+10:30", "2026-10-04T02:30:00+11:00"]),
        // Samoa left 2011-12-30 out.
        (
            "0 12 * * *", "Pacific/Apia",
            [
                "2011-12-29T12:00:00-10:00", "2011-12-31T00:00:00+14:00",
                "2011-12-31T12:00:00+14:00",
            ]
        ),
    ])
    func theClocksOfTheZoneCount(text: String, zone: String, times: [String]) throws {
        let expression = try CronExpression(text)
        let times = try times.map(Self.time)
        for (time, next) in zip(times, times.dropFirst()) {
            #expect(expression.next(after: time, in: try Self.zone(zone)) == next)
        }
    }

    @Test(arguments: ["0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 31 feb *"])
    func whatNeverComesIsNil(text: String) throws {
        #expect(try CronExpression(text).next(after: 1_790_000_000_000, in: .gmt) == nil)
    }

    @Test(arguments: [
        "", "*", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 0 *",
        "* * * 13 *", "* * * * 8", "a * * * *", "*/0 * * * *", "*/60 * * * *", "*/x * * * *", "5/10 * * * *",
        "10-5 * * * *", "1,,2 * * * *", "1-2-3 * * * *", "-1 * * * *", "+1 * * * *", "* * * foo *", "* * jan * *",
        "@reboot", "@daily 1", "１ * * * *", "1 2 3 4 5/", "* * * * mon-", "001 * * * *", "** * * * *", "*5 * * * *",
    ])
    func whatIsNoExpressionIsRefused(text: String) {
        #expect(throws: ScheduleError.self) { try CronExpression(text) }
    }

    /// Compared with a search minute by minute, where the clocks stay.
    @Test func theDueTimesAreThoseThatASlowSearchFinds() throws {
        let texts = ["7 3 * * *", "*/7 */5 * * *", "0 12 1,15 * wed", "59 23 28-31 * *", "1-3 0 * 2-3 sat,1"]
        for text in texts {
            let expression = try CronExpression(text)
            var time = try Self.time("2027-02-20T00:00:00Z")
            let end = try Self.time("2027-03-20T00:00:00Z")
            var expected: [Int64] = []
            for minute in stride(from: time + 60_000, through: end, by: 60_000) {
                let seconds = minute / 1000
                if expression.minutes.contains(Int(seconds / 60 % 60)),
                    expression.hours.contains(Int(seconds / 3600 % 24)),
                    expression.holds(onDay: seconds / 86_400)
                {
                    expected.append(minute)
                }
            }
            var found: [Int64] = []
            while let next = expression.next(after: time, in: .gmt), next <= end {
                found.append(next)
                time = next
            }
            #expect(found == expected)
            #expect(!expected.isEmpty || text.hasSuffix("sat,1"))
        }
    }
}
