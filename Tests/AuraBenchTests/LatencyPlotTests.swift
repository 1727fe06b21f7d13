import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import AuraBench

@Suite struct LatencyPlotTests {
    private let plot = LatencyPlot(
        title: "a < b & c",
        curves: [
            Curve(
                name: "Aura",
                points: [.init(streams: 10, median: 0.5, p99: 2), .init(streams: 1000, median: 5, p99: 50)]
            ),
            Curve(name: "other", points: [.init(streams: 10, median: -0.1, p99: 0)]),
        ]
    )

    @Test func theDrawingIsWellFormed() {
        #expect(XMLParser(data: Data(self.plot.svg.utf8)).parse())
        #expect(self.plot.svg.contains("a &lt; b &amp; c"))
        #expect(!self.plot.svg.contains(",nan") && !self.plot.svg.contains("\"nan"))
    }

    @Test func everyCurveIsDrawnTwice() {
        #expect(self.plot.svg.components(separatedBy: "<polyline").count == 5)
    }

    @Test func tenTimesTheLatencyIsOneLineHigher() throws {
        // 0.01 to 100 ms are four decades over 340 points.
        let lines = self.plot.svg.components(separatedBy: "points=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        let heights = lines[0].split(separator: " ").compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
        #expect(heights.count == 2)
        #expect(abs(heights[0] - heights[1] - 85) < 0.2)
    }
}
