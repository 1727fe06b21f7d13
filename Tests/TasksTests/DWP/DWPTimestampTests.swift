import Testing

@testable import Tasks

@Suite struct DWPTimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00", 0, 0), ("2026-02-01T09:30:00", 1_769_938_200, 0),
        ("2026-02-01T09:30:00.5", 1_769_938_200, 500_000_000),
        ("2026-02-01T09:30:00.482913", 1_769_938_200, 482_913_000),
        ("2026-02-01T09:30:00.000000001", 1_769_938_200, 1), ("2024-02-29T23:59:59", 1_709_251_199, 0),
        ("1969-12-31T23:59:59", -1, 0), ("2000-03-01T00:00:00", 951_868_800, 0),
    ])
    func aTimeWithoutZoneIsRead(text: String, seconds: Int64, nanoseconds: Int) throws {
        let time = try #require(DWPTimestamp(text))
        #expect(time.text == text)
        #expect(time.localSeconds == seconds)
        #expect(time.nanoseconds == nanoseconds)
    }

    @Test func theZoneIsTheReadersToSay() throws {
        let time = try #require(DWPTimestamp("2026-02-01T09:30:00.25"))
        #expect(time.unixMilliseconds(zone: 0) == 1_769_938_200_250)
        #expect(time.unixMilliseconds(zone: 9 * 3600) == 1_769_905_800_250)
    }

    @Test(arguments: [
        "", "2026-02-01", "2026-02-01T09:30", "2026-02-01T09:30:00Z", "2026-02-01T09:30:00+09:00",
        "2026-02-01 09:30:00", "2026-13-01T00:00:00", "2026-02-29T00:00:00", "2026-00-10T00:00:00",
        "2026-01-32T00:00:00", "2026-01-01T24:00:00", "2026-01-01T00:60:00", "2026-01-01T00:00:60",
        "2026-01-01T00:00:00.", "2026-01-01T00:00:00.1234567890", "2026-01-01T00:00:00.1.2", "26-01-01T00:00:00",
        "2026-01-01T00:00:00.-5", "+026-01-01T00:00:00", "1769938200",
    ])
    func whatIsNoSuchTimeIsRefused(text: String) {
        #expect(DWPTimestamp(text) == nil)
    }
}
