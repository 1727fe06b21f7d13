import Testing

@testable import Telemetry

@Suite struct SentryRateLimitsTests {
    private static let now = ContinuousClock.now

    /// Seconds for which an answer holds errors back.
    private static func hold(_ status: Int, _ limits: [String], _ retryAfter: Duration? = nil) -> Int {
        var state = SentryRateLimits()
        state.answered(status, limits: limits, retryAfter: retryAfter, at: Self.now)
        return (0...3000).first { !state.hold(at: Self.now + .seconds($0)) } ?? -1
    }

    // The examples of Sentry's SDK documentation, Rate Limiting.
    @Test(arguments: [
        (200, ["60:transaction:key, 2700:default;error;security:organization"], 2700),
        (200, ["60:transaction:key"], 0), (200, ["50::organization"], 50), (429, ["50:error:key:quota"], 50),
        (200, ["50"], 50), (429, ["60:session:key"], 0), (200, ["10:error:key", "20:error:key"], 20),
        (200, ["soon:error:key"], 60), (200, [], 0), (500, [], 0), (429, [], 60),
    ])
    func quotasHoldErrorsBack(status: Int, limits: [String], seconds: Int) {
        #expect(Self.hold(status, limits) == seconds)
    }

    @Test func retryAfterCountsForA429Alone() {
        #expect(Self.hold(429, [], .seconds(7)) == 7)
        #expect(Self.hold(503, [], .seconds(7)) == 0)
        #expect(Self.hold(429, ["5:error:key"], .seconds(7)) == 5)
    }

    @Test func shorterQuotaDoesNotEndALongerOne() {
        var state = SentryRateLimits()
        state.answered(429, limits: ["100:error:key"], retryAfter: nil, at: Self.now)
        state.answered(429, limits: ["1:error:key"], retryAfter: nil, at: Self.now)
        #expect(state.hold(at: Self.now + .seconds(99)))
        #expect(!state.hold(at: Self.now + .seconds(100)))
    }
}
