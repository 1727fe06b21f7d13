import Testing

@testable import Telemetry

@Suite struct FaultThrottleTests {
    private static let now = ContinuousClock.now

    @Test func causeIsToldAFewTimesAMinuteAndSaysWhatWasHeldBack() {
        var throttle = FaultThrottle(perCause: 2, inAll: 100)
        let told = (0..<10).map { _ in throttle.admit(["a"], at: Self.now) }
        #expect(told.prefix(2) == [0, 0])
        #expect(told.dropFirst(2).allSatisfy { $0 == nil })
        #expect(throttle.admit(["b"], at: Self.now) == 0)
        #expect(throttle.admit(["a"], at: Self.now + .seconds(59)) == nil)
        #expect(throttle.admit(["a"], at: Self.now + .seconds(60)) == 9)
        #expect(throttle.admit(["a"], at: Self.now + .seconds(60)) == 0)
    }

    @Test func allCausesTogetherAreLimited() {
        var throttle = FaultThrottle(perCause: 5, inAll: 30)
        let told = (0..<5000).filter { throttle.admit(["\($0)"], at: Self.now) != nil }
        #expect(told.count == 30)
        #expect(throttle.admit(["4000"], at: Self.now + .seconds(60)) == 0)  // beyond what is counted
        #expect(throttle.admit(["100"], at: Self.now + .seconds(60)) == 1)
    }
}
