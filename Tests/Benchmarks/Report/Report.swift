import Foundation

/// What one benchmark found: a table for people, JSON for programs.
struct Report: Codable, Sendable, Equatable {
    var benchmark: String
    var figures: [Figure] = []
    /// Circumstances without which the figures mislead.
    var notes: [String] = []
    /// Of what and where; nil where nothing was measured, and in a part that ran with others.
    var stamp: Stamp?
    /// Added latency against streams, where it was measured.
    var curves: [Curve]?

    /// The figures in columns, each with its mark and whether it is met.
    var table: String {
        let rows = self.figures.map { figure in
            [
                figure.name, Self.text(figure.value) + (figure.unit.isEmpty ? "" : " \(figure.unit)"),
                figure.mark.map { Self.text($0, unit: figure.unit) } ?? "",
                figure.isMet.map { $0 ? "met" : "MISSED" } ?? "",
            ]
        }
        let header = [self.benchmark, "measured", "mark", ""]
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([header] + rows).map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
        return (lines + (self.notes + (self.stamp?.lines ?? [])).map { "  \($0)" }).joined(separator: "\n")
    }

    var json: Data {
        get throws {
            try Self.encoder.encode(self)
        }
    }

    /// What writes reports; a figure that is not a number is told as such.
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "infinite",
            negativeInfinity: "-infinite",
            nan: "unknown"
        )
        return encoder
    }

    /// The figures that a mark holds, of several reports, in one.
    static func marks(of reports: [Report], stamp: Stamp?) -> Report {
        var summary = Report(benchmark: "marks", stamp: stamp)
        summary.figures = reports.flatMap { $0.figures.filter { $0.mark != nil } }
        return summary
    }

    private static func text(_ mark: Mark, unit: String) -> String {
        let suffix = unit.isEmpty ? "" : " \(unit)"
        return switch mark {
        case .atMost(let bound): "≤ \(self.text(bound))\(suffix)"
        case .atLeast(let bound): "≥ \(self.text(bound))\(suffix)"
        }
    }

    /// Four figures that count, and whole numbers whole.
    private static func text(_ value: Double) -> String {
        let size = abs(value)
        let places = size >= 100 || value == value.rounded() ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4
        return String(format: "%.\(places)f", value)
    }
}
