/// One line, or one histogram, of a metric family; measured by any thread without a lock.
protocol MetricSeries: AnyObject, Sendable {
    /// Appends the series' present values.
    func append(name: String, labels: MetricLabels, to text: inout PrometheusText)
}
