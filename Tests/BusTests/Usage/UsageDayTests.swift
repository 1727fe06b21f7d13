import Bus
import Testing

@Suite struct UsageDayTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-09-04", 20_700), ("2026-12-31", 20_818),
    ])
    func aDayIsReadAndWritten(text: String, number: Int) {
        #expect(UsageDay(text)?.number == number)
        #expect(UsageDay(number: number).description == text)
    }

    @Test(arguments: [
        "", "2026-1-1", "2026-02-30", "2026-13-01", "2026-00-10", "20260101", "2026-01-01T00:00:00", "2026-01-0x",
        " 2026-01-01", "+026-01-01", "２０２６-01",
    ])
    func whatIsNoDayIsRefused(text: String) {
        #expect(UsageDay(text) == nil)
    }

    @Test(arguments: [(0, 0), (86_399_999, 0), (86_400_000, 1), (-1, -1)] as [(Int64, Int)])
    func aMomentIsOfItsDayByUTC(milliseconds: Int64, number: Int) {
        #expect(UsageDay(of: milliseconds).number == number)
    }

    @Test func aDayEndsWhereTheNextBegins() {
        #expect(UsageDay(number: 1).end == 172_800)
        #expect(UsageDay(number: 1) < UsageDay(number: 2))
    }
}
