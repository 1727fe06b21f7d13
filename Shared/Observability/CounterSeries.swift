import CoreMetrics
import Synchronization

/// A sum that only rises, counted in whole numbers, in fractions, or both.
final class CounterSeries: CounterHandler, FloatingPointCounterHandler, MetricSeries {
    private let whole = Atomic<Int64>(0)
    private let fraction = AtomicDouble()

    func increment(by amount: Int64) {
        self.whole.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Adds a fraction; what is not a finite number counts nothing.
    func increment(by amount: Double) {
        guard amount.isFinite else { return }
        self.fraction.add(amount)
    }

    func reset() {
        self.whole.store(0, ordering: .relaxed)
        self.fraction.store(0)
    }

    func append(name: String, labels: MetricLabels, to text: inout PrometheusText) {
        let whole = self.whole.load(ordering: .relaxed)
        let fraction = self.fraction.value
        if fraction == 0 {
            text.sample(name, labels: labels, value: whole)
        } else {
            text.sample(name, labels: labels, value: Double(whole) + fraction)
        }
    }
}
