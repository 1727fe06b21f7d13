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

    @Test func nobodyLooksForOneLeaseAfterAFailure() {
        var schedule = self.schedule
        schedule.failed(now: self.start + .seconds(10))
        #expect(schedule.isDue(session: 1, now: self.start + .milliseconds(14_999)) == false)
        schedule.failed(now: self.start + .milliseconds(14_999))
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(15)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(20)) == true)
    }

    @Test func theFirstRenewalAfterAFailureGivesOthersTheTimeForTheirs() {
        var schedule = self.schedule
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(5)) == true)
        #expect(schedule.renewed(now: self.start + .seconds(5)) == true)
        schedule.failed(now: self.start + .seconds(6))
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(11)) == true)
        schedule.failed(now: self.start + .seconds(11))  // still full
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(16)) == true)
        #expect(schedule.renewed(now: self.start + .seconds(16)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .milliseconds(20_999)) == false)
        #expect(schedule.isDue(session: 1, now: self.start + .seconds(21)) == true)
        #expect(schedule.renewed(now: self.start + .seconds(21)) == true)
    }

    @Test func aFailureBeforeTheFirstConnectionCostsNoSecondQuietTime() {
        var schedule = self.schedule
        schedule.failed(now: self.start)
        #expect(schedule.isDue(session: 2, now: self.start + .seconds(1)) == false)
        #expect(schedule.isDue(session: 2, now: self.start + .seconds(6)) == true)
        #expect(schedule.renewed(now: self.start + .seconds(6)) == true)
    }
}
