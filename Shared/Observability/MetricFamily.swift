/// All series of one name.
struct MetricFamily: Sendable {
    let kind: MetricKind
    var help: String?
    var series: [MetricLabels: any MetricSeries] = [:]
    /// The label sets that stay, whatever is destroyed.
    var declared: Set<MetricLabels> = []

    init(kind: MetricKind, help: String? = nil) {
        self.kind = kind
        self.help = help
    }

    func makeSeries() -> any MetricSeries {
        switch self.kind {
        case .counter: CounterSeries()
        case .gauge: GaugeSeries()
        case .histogram(let buckets): HistogramSeries(bounds: buckets)
        }
    }

    func append(name: String, to text: inout PrometheusText) {
        text.family(name, kind: self.kind, help: self.help)
        for (labels, series) in self.series.sorted(by: { $0.key < $1.key }) {
            series.append(name: name, labels: labels, to: &text)
        }
    }
}
