package import CoreMetrics

/// Makes swift-metrics's counters, meters, recorders and timers in a registry.
///
/// Counters become counters; meters, and recorders that do not aggregate, gauges; other recorders and timers histograms.
/// A timer's values are exposed in seconds, and its name gets `_seconds` where it does not end so.
package struct PrometheusMetricsFactory: MetricsFactory {
    package let registry: PrometheusRegistry

    package init(registry: PrometheusRegistry) {
        self.registry = registry
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        self.counter(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        self.gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else {
            return self.gauge(label, dimensions)
        }
        return self.histogram(label, dimensions, defaultKind: label.hasSuffix("_seconds") ? .seconds : .amounts)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = label.hasSuffix("_seconds") ? label : label + "_seconds"
        return self.histogram(name, dimensions, defaultKind: .seconds)
    }

    package func destroyCounter(_ handler: any CounterHandler) {
        self.destroy(handler)
    }

    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        self.destroy(handler)
    }

    package func destroyMeter(_ handler: any MeterHandler) {
        self.destroy(handler)
    }

    package func destroyRecorder(_ handler: any RecorderHandler) {
        self.destroy(handler)
    }

    package func destroyTimer(_ handler: any TimerHandler) {
        self.destroy(handler)
    }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        self.registry.series(label, labels: dimensions, defaultKind: .counter, as: CounterSeries.self) {
            CounterSeries()
        }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
        self.registry.series(label, labels: dimensions, defaultKind: .gauge, as: GaugeSeries.self) { GaugeSeries() }
    }

    private func histogram(
        _ label: String,
        _ dimensions: [(String, String)],
        defaultKind: MetricKind
    ) -> HistogramSeries {
        self.registry.series(label, labels: dimensions, defaultKind: defaultKind, as: HistogramSeries.self) {
            HistogramSeries(bounds: [])
        }
    }

    private func destroy(_ handler: any AnyObject) {
        guard let series = handler as? any MetricSeries else { return }
        self.registry.remove(series)
    }
}
