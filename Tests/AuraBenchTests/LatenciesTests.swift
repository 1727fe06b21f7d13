import Testing

@testable import AuraBench

@Suite struct LatenciesTests {
    @Test func quantilesAreOfTheMeasuredValues() {
        let hundred = Latencies(milliseconds: (1...100).map(Double.init).reversed())
        #expect(hundred.median == 50)
        #expect(hundred.p99 == 99)
        #expect(hundred.quantile(1) == 100)
        #expect(Latencies(milliseconds: [3]).p99 == 3)
        #expect(Latencies().median.isNaN)
    }
}
