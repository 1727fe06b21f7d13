import Testing

@testable import HTTPFetch

@Suite struct TransferClockTests {
    private let start = ContinuousClock.now
    private let timeouts = FetchTimeouts(connect: .seconds(1), firstByte: .seconds(5), idle: .seconds(2))

    @Test func eachPhaseHasItsOwnTimeout() {
        var clock = TransferClock(self.timeouts, startedAt: self.start)
        #expect(clock.next == self.at(1))
        #expect(clock.expired(at: self.at(0.9)) == nil)
        #expect(clock.expired(at: self.at(1))?.code == .connectTimeout)
        clock.connected(at: self.at(0.5))
        #expect(clock.expired(at: self.at(5.4)) == nil)
        #expect(clock.expired(at: self.at(5.5))?.code == .firstByteTimeout)
        clock.received(at: self.at(3))
        #expect(clock.expired(at: self.at(4.9)) == nil)
        #expect(clock.expired(at: self.at(5))?.code == .idleTimeout)
        clock.received(at: self.at(4.9))
        #expect(clock.next == self.at(6.9))
    }

    @Test func silenceThatTheReaderCausesIsNotIdle() {
        var clock = TransferClock(self.timeouts, startedAt: self.start)
        clock.received(at: self.at(1))
        clock.heldBack()
        #expect(clock.next == nil)
        #expect(clock.expired(at: self.at(1000)) == nil)
        clock.resumed(at: self.at(1000))
        #expect(clock.expired(at: self.at(1001)) == nil)
        #expect(clock.expired(at: self.at(1002))?.code == .idleTimeout)
    }

    @Test func theTotalTimeoutRunsInEveryPhase() {
        var timeouts = self.timeouts
        timeouts.total = .seconds(10)
        var clock = TransferClock(timeouts, startedAt: self.start)
        #expect(clock.next == self.at(1))
        clock.received(at: self.at(9))
        #expect(clock.next == self.at(10))
        clock.heldBack()
        #expect(clock.next == self.at(10))
        #expect(clock.expired(at: self.at(9.9)) == nil)
        #expect(clock.expired(at: self.at(10))?.code == .totalTimeout)
    }

    private func at(_ seconds: Double) -> ContinuousClock.Instant {
        self.start + .milliseconds(Int(seconds * 1000))
    }
}
