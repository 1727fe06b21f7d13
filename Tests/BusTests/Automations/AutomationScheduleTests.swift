import Bus
import Foundation
import Testing

@Suite struct AutomationScheduleTests {
    private static func schedule(_ text: String?, _ zone: String = "America/New_York") throws -> AutomationSchedule {
        try AutomationSchedule(text, zone: try #require(TimeZone(identifier: zone)))
    }

    @Test(arguments: [
        ("2026-11-22T10:00:00Z", 1_795_341_600_000), ("2026-11-22T10:00Z", 1_795_341_600_000),
        ("2026-11-22T10:00:00.5z", 1_795_341_600_500), ("2026-11-22T10:00:00.123456789Z", 1_795_341_600_123),
        ("2026-11-22T19:00:00+09:00", 1_795_341_600_000), ("2026-11-22T19:00:00+0900", 1_795_341_600_000),
        ("2026-11-22T19:00+09", 1_795_341_600_000), ("2026-11-22T06:30:00-03:30", 1_795_341_600_000),
        // By the zone's clocks.
        ("2026-11-22T05:00:00", 1_795_341_600_000), ("2026-11-22T05:00", 1_795_341_600_000),
        // The first of two, and the end of a missing hour.
        ("2026-11-01T01:30:00", 1_793_511_000_000), ("2027-03-14T02:30:00", 1_805_007_600_000),
    ])
    func aTimeIsReadWithItsOffsetOrByTheZone(text: String, milliseconds: Int64) throws {
        let schedule = try Self.schedule(text)
        #expect(schedule.time == milliseconds)
        #expect(schedule.rhythm == nil)
        #expect(schedule.next(after: 0) == nil)
    }

    @Test(arguments: [
        "", "tomorrow", "2026-11-22", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-22T24:00:00Z",
        "2026-11-22T10:00:00+9", "2026-11-22T10:00:00+19:00", "2026-11-22T10:00:00+09:60", "2026-11-22T10:00:00.Z",
        "2026-11-22T10:00:00ZZ", "2026-11-22T10:00:00 Z", "2026-11-22 10:00:00", "2026-11-22T10:00:00+0:900",
    ])
    func whatIsNeitherATimeNorARhythmIsRefused(text: String) {
        #expect(throws: ScheduleError.self) { try Self.schedule(text) }
    }

    @Test(arguments: [nil, "0 9 * * 1", "2026-11-22T05:00"])
    func aScheduleIsStoredAsItWasWrittenWithItsZone(text: String?) throws {
        let schedule = try Self.schedule(text)
        let json = try JSONEncoder().encode(schedule)
        #expect(try JSONDecoder().decode(AutomationSchedule.self, from: json) == schedule)
        let stored = #"{"zone":"America/New_York","text":"0 9 * * 1"}"#
        #expect(
            try JSONDecoder().decode(AutomationSchedule.self, from: Data(stored.utf8)) == Self.schedule("0 9 * * 1")
        )
    }
}
