import Foundation

/// Draws curves of added latency, both axes in powers of ten, medians drawn through and p99 dashed.
struct LatencyPlot: Sendable {
    var title: String
    var curves: [Curve]

    private static let width = 720.0
    private static let height = 440.0
    private static let left = 70.0
    private static let right = 160.0
    private static let top = 44.0
    private static let bottom = 56.0
    /// Milliseconds below which nothing is drawn: what is less is noise, and zero has no logarithm.
    private static let least = 0.01
    private static let colours = ["#1565c0", "#c62828", "#2e7d32", "#6a1b9a"]

    var svg: String {
        let decades = self.decades
        let streams = self.streams
        var parts = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(Self.text(Self.width)) \#(Self.text(Self.height))" "#
                + #"font-family="sans-serif" font-size="12">"#,
            #"<rect width="100%" height="100%" fill="white"/>"#,
            #"<text x="\#(Self.text(Self.left))" y="24" font-size="15">\#(Self.escaped(self.title))</text>"#,
        ]
        for decade in decades {
            let y = Self.text(self.y(pow(10, Double(decade))))
            parts.append(
                #"<line x1="\#(Self.text(Self.left))" x2="\#(Self.text(Self.width - Self.right))" y1="\#(y)" y2="\#(y)" "#
                    + ##"stroke="#ddd"/>"##
            )
            parts.append(
                #"<text x="\#(Self.text(Self.left - 8))" y="\#(y)" text-anchor="end" dominant-baseline="middle">"#
                    + "\(Self.label(pow(10, Double(decade)))) ms</text>"
            )
        }
        for count in streams {
            parts.append(
                #"<text x="\#(Self.text(self.x(count)))" y="\#(Self.text(Self.height - Self.bottom + 20))" "#
                    + #"text-anchor="middle">\#(count)</text>"#
            )
        }
        parts.append(
            #"<text x="\#(Self.text((Self.left + Self.width - Self.right) / 2))" y="\#(Self.text(Self.height - 14))" "#
                + #"text-anchor="middle">streams at once</text>"#
        )
        for (index, curve) in self.curves.enumerated() {
            let colour = Self.colours[index % Self.colours.count]
            for (name, value, dash) in [
                ("p50", \Curve.Point.median, ""), ("p99", \Curve.Point.p99, #" stroke-dasharray="5 4""#),
            ] {
                let line = curve.points.map {
                    "\(Self.text(self.x($0.streams))),\(Self.text(self.y($0[keyPath: value])))"
                }
                parts.append(
                    #"<polyline fill="none" stroke="\#(colour)" stroke-width="2"\#(dash) points="\#(line.joined(separator: " "))"/>"#
                )
                if let last = curve.points.last {
                    parts.append(
                        #"<text x="\#(Self.text(self.x(last.streams) + 8))" y="\#(Self.text(self.y(last[keyPath: value])))" "#
                            + #"fill="\#(colour)" dominant-baseline="middle">\#(Self.escaped(curve.name)) \#(name)</text>"#
                    )
                }
            }
        }
        return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private var streams: [Int] { Set(self.curves.flatMap { $0.points.map(\.streams) }).sorted() }

    private var decades: ClosedRange<Int> {
        let values = self.curves.flatMap { $0.points.flatMap { [$0.median, $0.p99] } }.map { max($0, Self.least) }
        let low = Int(log10(values.min() ?? 0.1).rounded(.down))
        let high = Int(log10(values.max() ?? 10).rounded(.up))
        return low...max(high, low + 1)
    }

    private func x(_ streams: Int) -> Double {
        let (low, high) = (Double(self.streams.first ?? 1), Double(self.streams.last ?? 1))
        let share = high > low ? log(Double(streams) / low) / log(high / low) : 0.5
        return Self.left + 16 + share * (Self.width - Self.left - Self.right - 32)
    }

    private func y(_ milliseconds: Double) -> Double {
        let decades = self.decades
        let value = log10(max(milliseconds, Self.least))
        let share = (value - Double(decades.lowerBound)) / Double(decades.upperBound - decades.lowerBound)
        return Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
    }

    private static func text(_ value: Double) -> String { String(format: "%.1f", value) }
    private static func label(_ value: Double) -> String { String(format: "%g", value) }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    }
}
