/// Says what a metric family measures, in Prometheus's words.
package enum MetricKind: Sendable, Equatable {
    /// Only rises; its name ends in `_total`.
    case counter
    /// Rises and falls.
    case gauge
    /// Counts observations in buckets with these upper bounds, which rise; a last bucket without bound is implied.
    case histogram(buckets: [Double])

    /// Seconds from 100 µs to a minute: for timers, and for recorders whose name ends in `_seconds`.
    package static let seconds = MetricKind.histogram(
        buckets: [
            0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
        ]
    )

    /// Amounts from 1 to a million: for other recorders.
    package static let amounts = MetricKind.histogram(
        buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000, 50_000, 100_000, 1_000_000]
    )

    var typeName: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
