/// Samples of a page in Prometheus's text format.
struct MetricsPage: Sendable {
    private var samples: [(name: Substring, labels: Substring, value: Double)] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
                continue
            }
            let series = line[..<space]
            let brace = series.firstIndex(of: "{") ?? series.endIndex
            self.samples.append((series[..<brace], series[brace...], value))
        }
    }

    /// The sum of a metric's series, of those that have a label if one is given; zero where there is none.
    func sum(of name: String, label: (name: String, value: String)? = nil) -> Double {
        self.samples.filter { sample in
            guard let label else { return sample.name == name }
            return sample.name == name && sample.labels.contains("\(label.name)=\"\(label.value)\"")
        }.reduce(0) { $0 + $1.value }
    }
}
