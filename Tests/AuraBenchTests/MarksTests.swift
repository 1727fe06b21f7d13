import Testing

@testable import AuraBench

@Suite struct MarksTests {
    @Test func theSummaryHoldsWhatHasAMark() {
        let reports = [
            Report(benchmark: "one", figures: [Figure("a", 1, mark: .atMost(2)), Figure("b", 1)]),
            Report(benchmark: "two", figures: [Figure("c", 1, mark: .atLeast(2))]),
        ]
        let summary = Report.marks(of: reports, stamp: nil)
        #expect(summary.figures.map(\.name) == ["a", "c"])
        #expect(summary.figures.map(\.isMet) == [true, false])
    }
}
