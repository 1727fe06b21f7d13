import Testing

@testable import RedisBus

@Suite struct ReconnectBackoffTests {
    struct Most: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    /// Knuth's linear congruential generator, so that each run draws the same.
    struct Sequence: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return self.state
        }
    }

    @Test func theLongestWaitDoublesUpToTheMaximum() {
        var backoff = ReconnectBackoff(initial: .milliseconds(50), maximum: .seconds(2))
        var most = Most()
        let waits = (0..<8).map { _ in backoff.failed(after: .zero, using: &most) }
        let expected = [50, 100, 200, 400, 800, 1_600, 2_000, 2_000].map { Duration.milliseconds($0) }
        for (wait, limit) in zip(waits, expected) {
            #expect(wait <= limit && wait > limit * 0.99)
        }
    }

    @Test func theWaitIsARandomShareOfAll() {
        var generator = Sequence(state: 1)
        let waits = (0..<1_000).map { _ in
            var backoff = ReconnectBackoff(initial: .milliseconds(100), maximum: .seconds(2))
            return backoff.failed(after: .zero, using: &generator)
        }
        #expect(waits.allSatisfy { $0 >= .zero && $0 <= .milliseconds(100) })
        #expect(waits.contains { $0 < .milliseconds(5) } && waits.contains { $0 > .milliseconds(95) })
    }

    @Test func onlyAConnectionThatLastedBeginsAnew() {
        var backoff = ReconnectBackoff(initial: .milliseconds(50), maximum: .seconds(2))
        var most = Most()
        for _ in 0..<5 {
            _ = backoff.failed(after: .milliseconds(10), using: &most)
        }
        #expect(backoff.failures == 5)
        #expect(backoff.failed(after: .seconds(3), using: &most) <= .milliseconds(50))
    }
}
