import Testing

@testable import LLM

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(attempts: 3, base: .milliseconds(100), longestWait: .seconds(10))

    private func delay(
        _ kind: ProviderFailure.Kind,
        attempt: Int = 1,
        retryAfter: Duration? = nil,
        jitter: Double = 1
    ) -> Duration? {
        let failure = ProviderFailure(kind: kind, detail: "", retryAfter: retryAfter)
        return self.policy.delay(after: failure, attempt: attempt, jitter: jitter)
    }

    @Test(arguments: [
        (ProviderFailure.Kind.rateLimited, true), (.unavailable, true), (.unreachable, true), (.broken, true),
        (.unauthorized, false), (.invalidRequest, false), (.timeout, false),
    ])
    func whatMayPassIsTriedAgain(kind: ProviderFailure.Kind, isRepeated: Bool) {
        #expect((self.delay(kind) != nil) == isRepeated)
    }

    @Test(arguments: [(1, .milliseconds(100)), (2, .milliseconds(200)), (3, nil), (4, nil)] as [(Int, Duration?)])
    func theWaitDoublesUntilTheProviderIsGivenUp(attempt: Int, expected: Duration?) {
        #expect(self.delay(.unavailable, attempt: attempt) == expected)
    }

    @Test(arguments: [(0.0, Duration.milliseconds(50)), (0.5, .milliseconds(75)), (1.0, .milliseconds(100))])
    func jitterTakesUpToHalf(jitter: Double, expected: Duration) {
        #expect(self.delay(.unavailable, jitter: jitter) == expected)
    }

    @Test(
        arguments: [
            (.seconds(2), .seconds(2)), (.zero, .zero), (.seconds(10), .seconds(10)), (.seconds(11), nil),
        ] as [(Duration, Duration?)]
    )
    func whatTheProviderAsksForIsHonouredOrItIsGivenUp(asked: Duration, expected: Duration?) {
        #expect(self.delay(.rateLimited, retryAfter: asked) == expected)
    }

    @Test func noWaitIsLongerThanTheLongest() {
        let policy = RetryPolicy(attempts: 100, base: .seconds(1), longestWait: .seconds(10))
        let failure = ProviderFailure(kind: .unavailable, detail: "")
        #expect(policy.delay(after: failure, attempt: 20, jitter: 1) == .seconds(10))
    }
}
