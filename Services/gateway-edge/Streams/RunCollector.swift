import Bus

/// Makes one answer of what a viewer is shown.
protocol RunCollector: Sendable {
    mutating func add(_ event: ViewerEvent)
}
