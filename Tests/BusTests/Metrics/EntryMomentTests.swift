import Testing

@testable import Bus

@Suite struct EntryMomentTests {
    @Test(
        arguments: [
            ("1790000000123-0", 1_790_000_000_123), ("0-0", 0), ("9223372036854775807-18446744073709551615", .max),
            ("9223372036854775808-0", nil), ("17x-0", nil), ("-1-0", nil), ("1790000000123", nil), ("", nil),
        ] as [(String, Int64?)]
    )
    func anEntrysIDTellsWhenItWasTakenIn(id: String, moment: Int64?) {
        #expect(EntryMoment.milliseconds(of: id) == moment)
    }

    @Test func aClockThatIsBehindMakesNoNegativeAge() {
        #expect(EntryMoment.age(of: 1000, now: 1250) == .milliseconds(250))
        #expect(EntryMoment.age(of: 1000, now: 999) == .zero)
    }
}
