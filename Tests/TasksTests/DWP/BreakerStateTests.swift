import Testing

@testable import Tasks

@Suite struct BreakerStateTests {
    private let now = ContinuousClock.now

    private func breaker(failing times: Int) -> BreakerState {
        var breaker = BreakerState(threshold: 3, first: .seconds(1), longest: .seconds(3))
        for _ in 0..<times { breaker.failed(at: self.now) }
        return breaker
    }

    @Test func allMayCallUntilFailuresInARowReachTheThreshold() {
        var breaker = self.breaker(failing: 2)
        #expect(breaker.admit(at: self.now) == .go)
        breaker.answered()
        breaker.failed(at: self.now)
        breaker.failed(at: self.now)
        #expect(breaker.isClosed, "an answer between them begins the count anew")
        breaker.failed(at: self.now)
        #expect(!breaker.isClosed)
        #expect(breaker.admit(at: self.now + .milliseconds(300)) == .wait(.milliseconds(700)))
    }

    @Test func oneProbeGoesAtGrowingIntervals() {
        var breaker = self.breaker(failing: 3)
        var now = self.now + .seconds(1)
        for next in [2, 3, 3] {
            #expect(breaker.admit(at: now) == .go)
            guard case .wait = breaker.admit(at: now) else { Issue.record("a second probe"); return }
            breaker.failed(at: now)
            #expect(breaker.admit(at: now) == .wait(.seconds(next)))
            now += .seconds(next)
        }
        #expect(breaker.admit(at: now) == .go)
        breaker.answered()
        #expect(breaker.isClosed)
        #expect(breaker.admit(at: now) == .go)
        #expect(breaker.admit(at: now) == .go)
    }

    @Test func aProbeThatIsGivenUpMakesRoomForAnother() {
        var breaker = self.breaker(failing: 3)
        let now = self.now + .seconds(1)
        #expect(breaker.admit(at: now) == .go)
        breaker.abandoned(at: now)
        #expect(breaker.admit(at: now) == .go)
        breaker.answered()
        breaker.abandoned(at: now)
        #expect(breaker.isClosed)
    }

    @Test func lateFailuresOfCallsFromBeforeChangeNothing() {
        var breaker = self.breaker(failing: 5)
        #expect(breaker.admit(at: self.now + .seconds(1)) == .go)
    }
}

@Suite struct RetryBackoffTests {
    @Test(arguments: [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1000), (60, 1000), (0, 100)])
    func theWaitDoublesUpToItsLongest(failures: Int, milliseconds: Int) {
        let backoff = RetryBackoff(base: .milliseconds(100), longest: .seconds(1))
        #expect(backoff.delay(afterFailures: failures, jitter: 1) == .milliseconds(milliseconds))
        #expect(backoff.delay(afterFailures: failures, jitter: 0) == .milliseconds(milliseconds) / 2)
    }
}
