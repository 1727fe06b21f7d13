/// Writes metrics in Prometheus's text exposition format, version 0.0.4.
package struct PrometheusText: Sendable {
    /// The media type that goes with it.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Begins a family, once; its samples follow.
    package mutating func family(_ name: String, kind: MetricKind, help: String?) {
        if let help {
            self.append("# HELP \(name) \(Self.escapedHelp(help))\n")
        }
        self.append("# TYPE \(name) \(kind.typeName)\n")
    }

    /// Writes one sample of the family begun last.
    package mutating func sample(_ name: String, labels: [String: String] = [:], value: Double) {
        self.sample(name, labels: MetricLabels(labels), value: value)
    }

    mutating func sample(_ name: String, labels: MetricLabels, value: Double) {
        self.sample(name, labelText: labels.text, value: Self.text(of: value))
    }

    mutating func sample(_ name: String, labels: MetricLabels, value: Int64) {
        self.sample(name, labelText: labels.text, value: String(value))
    }

    mutating func bucket(_ name: String, labels: MetricLabels, upperBound: Double, count: Int64) {
        let bound = "le=\"\(Self.text(of: upperBound))\""
        let labelText = labels.text.isEmpty ? bound : labels.text + "," + bound
        self.sample(name + "_bucket", labelText: labelText, value: String(count))
    }

    private mutating func sample(_ name: String, labelText: String, value: String) {
        self.append(labelText.isEmpty ? "\(name) \(value)\n" : "\(name){\(labelText)} \(value)\n")
    }

    private mutating func append(_ text: String) {
        self.bytes.append(contentsOf: text.utf8)
    }

    private static func text(of value: Double) -> String {
        if value.isNaN {
            "NaN"
        } else if value.isInfinite {
            value < 0 ? "-Inf" : "+Inf"
        } else if let whole = Int64(exactly: value) {
            String(whole)
        } else {
            value.description
        }
    }

    private static func escapedHelp(_ help: String) -> String {
        var escaped = ""
        for scalar in help.unicodeScalars {
            switch scalar {
            case "\\": escaped += #"\\"#
            case "\n": escaped += #"\n"#
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
