import CoreMetrics
import Synchronization

/// Counts observations in buckets; a timer's are in seconds.
final class HistogramSeries: RecorderHandler, TimerHandler, MetricSeries {
    /// How many observations fell into one bucket alone, not into it and all below.
    private final class Bucket: Sendable {
        let count = Atomic<Int64>(0)
    }

    private let bounds: [Double]
    private let buckets: [Bucket]
    private let sum = AtomicDouble()

    init(bounds: [Double]) {
        self.bounds = bounds
        self.buckets = (0...bounds.count).map { _ in Bucket() }
    }

    func record(_ value: Int64) {
        self.observe(Double(value))
    }

    func record(_ value: Double) {
        self.observe(value)
    }

    func recordNanoseconds(_ duration: Int64) {
        self.observe(Double(duration) / 1_000_000_000)
    }

    /// Counts one observation; what is not a finite number is none.
    private func observe(_ value: Double) {
        guard value.isFinite else { return }
        var low = 0
        var high = self.bounds.count
        while low < high {
            let middle = (low + high) / 2
            if value <= self.bounds[middle] {
                high = middle
            } else {
                low = middle + 1
            }
        }
        self.buckets[low].count.wrappingAdd(1, ordering: .relaxed)
        self.sum.add(value)
    }

    /// Appends cumulative buckets, the sum and the count; the count is read from the buckets, so that they always agree.
    func append(name: String, labels: MetricLabels, to text: inout PrometheusText) {
        var total: Int64 = 0
        for (bound, bucket) in zip(self.bounds + [.infinity], self.buckets) {
            total += bucket.count.load(ordering: .relaxed)
            text.bucket(name, labels: labels, upperBound: bound, count: total)
        }
        text.sample(name + "_sum", labels: labels, value: self.sum.value)
        text.sample(name + "_count", labels: labels, value: total)
    }
}
