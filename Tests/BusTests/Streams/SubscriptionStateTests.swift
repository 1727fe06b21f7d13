import Messages
import Testing

@testable import Bus

@Suite struct SubscriptionStateTests {
    private func entry(_ sequence: UInt64, bytes: Int = 1) -> LogEntry {
        LogEntry(id: EventID(1, sequence), event: RunEvent(.text, [UInt8](repeating: 0x61, count: bytes)))
    }

    @Test func entriesComeOutTogetherAndOnce() {
        var state = SubscriptionState()
        #expect(state.next() == nil)
        state.add(self.entry(1))
        state.add(self.entry(2))
        #expect(state.next() == .entries([self.entry(1), self.entry(2)]))
        #expect(state.next() == nil)
    }

    @Test func asManyAsTheLimitAreKept() {
        var state = SubscriptionState()
        let entries = (1...UInt64(SubscriptionState.entryLimit)).map { self.entry($0) }
        for entry in entries { state.add(entry) }
        #expect(state.next() == .entries(entries))
    }

    @Test func oneMoreThanTheLimitDropsAllAndReadsTheLog() {
        var state = SubscriptionState()
        for sequence in 1...UInt64(SubscriptionState.entryLimit + 1) { state.add(self.entry(sequence)) }
        #expect(state.next() == .look)
        #expect(state.next() == nil)
    }

    @Test func bytesAreLimitedToo() {
        var state = SubscriptionState()
        state.add(self.entry(1, bytes: SubscriptionState.byteLimit))
        #expect(state.next() != .look)
        state.add(self.entry(2, bytes: SubscriptionState.byteLimit))
        state.add(self.entry(3))
        #expect(state.next() == .look)
    }

    @Test func aReaderThatNeverReadsHoldsNothingHoweverMuchCame() {
        var state = SubscriptionState()
        for sequence in 1...UInt64(100_000) { state.add(self.entry(sequence, bytes: 1000)) }
        #expect(state.next() == .look)
        // After the look it holds entries again.
        state.add(self.entry(100_001))
        #expect(state.next() == .entries([self.entry(100_001)]))
    }

    @Test func aLookVoidsWhatWaited() {
        var state = SubscriptionState()
        state.add(self.entry(1))
        state.look()
        state.add(self.entry(2))
        #expect(state.next() == .look)
        #expect(state.next() == nil)
    }

    @Test func theTimerRingsOnceAndNotBeforeItsTime() {
        var state = SubscriptionState()
        let now = ContinuousClock.now
        state.wakeAt = now + .seconds(10)
        state.tick(now: now + .seconds(9))
        #expect(state.next() == nil)
        state.tick(now: now + .seconds(10))
        #expect(state.next() == .timer)
        state.tick(now: now + .seconds(20))
        #expect(state.next() == nil)
    }

    @Test func entriesComeBeforeTheTimer() {
        var state = SubscriptionState()
        let now = ContinuousClock.now
        state.wakeAt = now
        state.tick(now: now)
        state.add(self.entry(1))
        #expect(state.next() == .entries([self.entry(1)]))
        #expect(state.next() == .timer)
    }

    @Test func aGoneClientComesBeforeEverythingAndStaysGone() {
        var state = SubscriptionState()
        state.add(self.entry(1))
        state.shutDown()
        #expect(state.next() == .shutdown)
        state.clientGone()
        #expect(state.next() == .clientGone)
        #expect(state.next() == .clientGone)
    }
}
