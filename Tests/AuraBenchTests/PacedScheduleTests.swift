import Testing

@testable import AuraBench

@Suite struct PacedScheduleTests {
    @Test func tokensAreDueFromTheBeginningOn() {
        let schedule = PacedSchedule(begin: 1000, perSecond: 3, tokens: 10, phase: 0)
        // Thirds of a second do not divide evenly: what is rounded must not add up.
        #expect(schedule.due(0) == 1000)
        #expect(schedule.due(1) == 333_334_333)
        #expect(schedule.due(3) == 1_000_001_000)
        #expect(schedule.due(3_000_000) == 1_000_000_000_001_000)
    }

    @Test(arguments: [
        (UInt64(0), 0), (999, 0), (1000, 1), (10_000_999, 1), (10_001_000, 2), (50_001_000, 6), (9_000_000_000, 100),
    ])
    func whatIsDueIsCounted(now: UInt64, count: Int) {
        #expect(PacedSchedule(begin: 1000, perSecond: 100, tokens: 100, phase: 0).dueCount(by: now) == count)
    }

    @Test func countsAgreeWithTheMoments() {
        let schedule = PacedSchedule(begin: 17, perSecond: 7, tokens: 1000, phase: 301)
        for token in 0..<999 {
            #expect(schedule.dueCount(by: schedule.due(token)) == token + 1)
            #expect(schedule.dueCount(by: schedule.due(token) - 1) == token)
        }
    }

    @Test func aPhaseIsAPartOfThePeriod() {
        let schedule = PacedSchedule(begin: 0, perSecond: 10, tokens: 2, phase: 250)
        #expect(schedule.due(0) == 25_000_000)
        #expect(schedule.due(1) == 125_000_000)
    }
}
