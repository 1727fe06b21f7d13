import Testing

@testable import AuraBench

@Suite struct RelaySampleTests {
    private func sample(edge: Double, llm: Double, tokens: Int, latencies: [Double]) -> RelaySample {
        var sample = RelaySample()
        sample.cpu = [("edge", edge), ("llm", llm)]
        sample.tokens = tokens
        sample.seconds = 2
        sample.milliseconds = latencies
        return sample
    }

    @Test func roundsAddUp() {
        var sum = RelaySample()
        sum.add(self.sample(edge: 0.1, llm: 0.2, tokens: 10_000, latencies: [1, 3]))
        sum.add(self.sample(edge: 0.3, llm: 0.4, tokens: 10_000, latencies: [2]))
        #expect(sum.cpu.map(\.name) == ["edge", "llm"])
        #expect(abs(sum.cpuPerToken - 50) < 1e-9)
        #expect(abs(sum.perToken(sum.cpu[0].seconds) - 20) < 1e-9)
        #expect(sum.tokensPerSecond == 5000)
        #expect(sum.latencies.median == 2)
    }

    @Test func aCurveIsWhatTheRelayAdds() {
        var curve = Curve(name: "Aura")
        let direct = self.sample(edge: 0, llm: 0, tokens: 1, latencies: [0.5, 0.5, 1])
        curve.add(50, self.sample(edge: 0, llm: 0, tokens: 1, latencies: [1.5, 1.5, 4]), above: direct)
        #expect(curve.points == [Curve.Point(streams: 50, median: 1, p99: 3)])
    }

    @Test func theSlopeIsThatOfTheLine() {
        #expect(Slope.of([]) == 0)
        #expect(Slope.of([(0, 5)]) == 0)
        #expect(Slope.of([(1, 5), (1, 9)]) == 0)
        #expect(abs(Slope.of([(0, 1), (1, 3), (2, 5)]) - 2) < 1e-9)
        #expect(abs(Slope.of([(0, 1), (1, 0), (2, 1), (3, 0)]) + 0.2) < 1e-9)
    }
}
