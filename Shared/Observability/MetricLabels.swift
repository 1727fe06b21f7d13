/// A series' labels in their written form, `name="value",…` in the order of the names; empty without labels.
struct MetricLabels: Hashable, Sendable, Comparable {
    let text: String

    init(_ labels: some Sequence<(String, String)>) {
        var values: [String: String] = [:]
        for (name, value) in labels {
            values[Self.validName(name)] = value
        }
        self.text = values.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            .joined(separator: ",")
    }

    init(_ labels: [String: String]) {
        self.init(labels.map { ($0.key, $0.value) })
    }

    static func < (left: MetricLabels, right: MetricLabels) -> Bool {
        left.text < right.text
    }

    /// The name with `_` for each character that Prometheus refuses; `le` is a histogram's own.
    private static func validName(_ name: String) -> String {
        let valid = MetricName.valid(name, allowsColon: false)
        return valid == "le" ? "exported_le" : valid
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += #"\\"#
            case "\"": escaped += #"\""#
            case "\n": escaped += #"\n"#
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
