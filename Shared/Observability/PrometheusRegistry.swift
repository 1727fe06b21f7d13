import Synchronization

/// Holds a process's metrics and writes them out for a Prometheus server.
///
/// Measuring takes no lock; the registry's lock is taken when a metric is made or destroyed and when all are written.
package final class PrometheusRegistry: Sendable {
    /// Adds to each exposition families that are read at that moment; it must not use the registry itself.
    package typealias Collector = @Sendable (inout PrometheusText) -> Void

    /// Series that one family may have, so that a label with unbounded values cannot take all memory.
    ///
    /// More are measured, but not shown; `aura_metrics_hidden_series_total` counts them.
    package static let maximumSeriesPerFamily = 1000

    private struct State {
        var families: [String: MetricFamily] = [:]
        var collectors: [Collector] = []
        var hiddenSeries: Int64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Makes families, and their series at zero, before anything is measured.
    ///
    /// A family that exists already as another kind keeps its kind; then only the help is taken.
    package func declare(_ declarations: MetricDeclaration...) {
        self.declare(declarations)
    }

    /// Makes families, and their series at zero, before anything is measured.
    package func declare(_ declarations: [MetricDeclaration]) {
        self.state.withLock { state in
            for declaration in declarations {
                let name = MetricName.valid(declaration.name)
                var family = state.families[name] ?? MetricFamily(kind: declaration.kind)
                family.help = declaration.help
                for labelSet in declaration.labelSets {
                    let labels = MetricLabels(labelSet)
                    family.declared.insert(labels)
                    if family.series[labels] == nil {
                        family.series[labels] = family.makeSeries()
                    }
                }
                state.families[name] = family
            }
        }
    }

    /// Adds families whose values are read anew for each exposition.
    package func addCollector(_ collector: @escaping Collector) {
        self.state.withLock { $0.collectors.append(collector) }
    }

    /// Writes all metrics, families in the order of their names, then what the collectors add.
    package func exposition() -> PrometheusText {
        let (families, collectors, hiddenSeries) = self.state.withLock {
            ($0.families, $0.collectors, $0.hiddenSeries)
        }
        var text = PrometheusText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            family.append(name: name, to: &text)
        }
        let hiddenName = "aura_metrics_hidden_series_total"
        text.family(
            hiddenName,
            kind: .counter,
            help: "Series measured but not shown: too many, or of a conflicting kind."
        )
        text.sample(hiddenName, labels: MetricLabels([:]), value: hiddenSeries)
        for collector in collectors {
            collector(&text)
        }
        return text
    }

    /// Finds or makes a series; one that cannot be shown is measured in vain.
    func series<Series: MetricSeries>(
        _ name: String,
        labels: [(String, String)],
        defaultKind: MetricKind,
        as type: Series.Type,
        hidden: () -> Series
    ) -> Series {
        let name = MetricName.valid(name)
        let labels = MetricLabels(labels)
        let found = self.state.withLock { state -> Series? in
            var family = state.families[name] ?? MetricFamily(kind: defaultKind)
            if let series = family.series[labels] {
                guard let series = series as? Series else {
                    state.hiddenSeries += 1
                    return nil
                }
                return series
            }
            guard family.series.count < Self.maximumSeriesPerFamily, let series = family.makeSeries() as? Series else {
                state.hiddenSeries += 1
                return nil
            }
            family.series[labels] = series
            state.families[name] = family
            return series
        }
        return found ?? hidden()
    }

    /// Forgets a series, unless it was declared.
    func remove(_ series: any MetricSeries) {
        self.state.withLock { state in
            for (name, family) in state.families {
                for (labels, candidate) in family.series where candidate === series && !family.declared.contains(labels)
                {
                    state.families[name]?.series[labels] = nil
                }
            }
        }
    }
}
