import Foundation
import Testing

@testable import AuraBench

@Suite struct ReportTests {
    private let report = Report(
        benchmark: "sample",
        figures: [
            Figure("fast enough", 0.25, "ms", mark: .atMost(0.5)),
            Figure("too few", 4999, "events/s", mark: .atLeast(5000)),
            Figure("only told", 12.5),
        ],
        notes: ["a note"]
    )

    @Test func peopleGetColumns() {
        #expect(
            self.report.table == """
                sample       measured       mark
                fast enough  0.2500 ms      ≤ 0.5000 ms      met
                too few      4999 events/s  ≥ 5000 events/s  MISSED
                only told    12.5
                  a note
                """
        )
    }

    @Test func programsGetTheSame() throws {
        let json = try #require(try JSONSerialization.jsonObject(with: self.report.json) as? [String: Any])
        let figures = try #require(json["figures"] as? [[String: Any]])
        #expect(figures.map { $0["isMet"] as? Bool } == [true, false, nil])
        #expect(try JSONDecoder().decode(Report.self, from: self.report.json) == self.report)
    }

    @Test(arguments: [
        (Mark.atMost(1), 1.0, true), (.atMost(1), 1.001, false), (.atLeast(1), 1, true), (.atLeast(1), 0.999, false),
        (.atLeast(1), .nan, false), (.atMost(1), .nan, false),
    ])
    func aMarkIsMetUpToItsBound(mark: Mark, value: Double, expected: Bool) {
        #expect(mark.isMet(by: value) == expected)
    }
}
