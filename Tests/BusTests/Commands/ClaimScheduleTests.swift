import Bus
import Testing

@Suite struct ClaimScheduleTests {
    let start = ContinuousClock.now

    private var schedule: ClaimSchedule {
        ClaimSchedule(interval: .seconds(1), quietAfterOutage: .seconds(5), session: 1, now: self.start)
    }

    @Test func nobodyLooksForOneLeaseAfterTheStart() {
        var schedule = self.schedule
        #expect(schedule.isDue(session: 1, now: self.start) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .milliseconds(4999)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(5)) == true)
    }

    @Test func lookingIsDueOnceInAnInterval() {
        var schedule = self.schedule
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(10)) == true)
        #expect(schedule.isDue(session: 1, now: self.start + .milliseconds(10_999)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(11)) == true)
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(11)) == false)
    }

    @Test func nobodyLooksForOneLeaseAfterTheSessionChanged() {
        var schedule = self.schedule
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(10)) == true)
        #expect(schedule.isDue(session: 2, now: self.start + .seconds(20)) == false)
        #expect(schedule.isDue(session: 2, now: self.start + .milliseconds(24_999)) == false)
        #expect(schedule.isDue(session: 2, now: self.start + .seconds(25)) == true)
    }

    @Test func whoFailedRenewsAtTheNextIntervalAndThenGivesOthersTheTimeForTheirs() {
        var schedule = self.schedule
        schedule.failed(now: self.start + .seconds(10))
        #expect(schedule.isDue(session: 1, now: self.start + .milliseconds(10_999)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(11)) == true)
        schedule.failed(now: self.start + .seconds(11))  // still full
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(12)) == true)
        #expect(schedule.renewed(session: 1, now: self.start + .seconds(12)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .milliseconds(16_999)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(17)) == true)
        #expect(schedule.renewed(session: 1, now: self.start + .seconds(17)) == true)
    }

    @Test func aFailureWhileNobodyLooksMakesThatTimeNotLongerThanOneLeaseAfterTheRenewal() {
        var schedule = self.schedule
        schedule.failed(now: self.start + .milliseconds(500))
        #expect(schedule.isDue(session: 1, now: self.start + .milliseconds(1500)) == true)
        #expect(schedule.renewed(session: 1, now: self.start + .milliseconds(1500)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .milliseconds(6499)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .milliseconds(6500)) == true)
        #expect(schedule.renewed(session: 1, now: self.start + .milliseconds(6500)) == true)
    }

    @Test func aFailureBeforeTheFirstConnectionCostsNoSecondQuietTime() {
        var schedule = self.schedule
        schedule.failed(now: self.start)
        #expect(schedule.isDue(session: 2, now: self.start + .seconds(1)) == false)
        #expect(schedule.isDue(session: 2, now: self.start + .seconds(6)) == true)
        #expect(schedule.renewed(session: 2, now: self.start + .seconds(6)) == true)
    }

    @Test func aConnectionThatIsNewAtTheRenewalGivesOthersTheTimeForTheirs() {
        var schedule = self.schedule
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(5)) == true)
        // Between the two the store was away, and back.
        #expect(schedule.renewed(session: 2, now: self.start + .seconds(9)) == false)
        #expect(schedule.isDue(session: 2, now: self.start + .milliseconds(13_999)) == false)
        #expect(schedule.isDue(session: 2, now: self.start + .seconds(14)) == true)
        #expect(schedule.renewed(session: 2, now: self.start + .seconds(14)) == true)
    }
}
