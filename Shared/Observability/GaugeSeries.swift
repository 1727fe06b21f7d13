import CoreMetrics

/// A value that rises and falls; a recorder that does not aggregate keeps the last value here too.
final class GaugeSeries: MeterHandler, RecorderHandler, MetricSeries {
    private let current = AtomicDouble()

    func set(_ value: Int64) {
        self.current.store(Double(value))
    }

    func set(_ value: Double) {
        self.current.store(value)
    }

    func increment(by amount: Double) {
        self.current.add(amount)
    }

    func decrement(by amount: Double) {
        self.current.add(-amount)
    }

    func record(_ value: Int64) {
        self.current.store(Double(value))
    }

    func record(_ value: Double) {
        self.current.store(value)
    }

    func append(name: String, labels: MetricLabels, to text: inout PrometheusText) {
        text.sample(name, labels: labels, value: self.current.value)
    }
}
