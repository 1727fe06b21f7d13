/// Makes names that Prometheus accepts.
enum MetricName {
    /// The name with `_` for each character outside `[a-zA-Z0-9_:]`, and before a digit that comes first.
    static func valid(_ name: String, allowsColon: Bool = true) -> String {
        var valid = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": valid.append(scalar)
            case "0"..."9":
                if valid.isEmpty {
                    valid.append("_")
                }
                valid.append(scalar)
            case ":" where allowsColon: valid.append(scalar)
            default: valid.append("_")
            }
        }
        return valid.isEmpty ? "_" : String(valid)
    }
}
