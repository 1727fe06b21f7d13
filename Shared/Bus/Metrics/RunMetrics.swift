package import Messages
package import Metrics
package import Observability

/// Counts runs by kind and by how they ended; each is counted where its end was written.
package enum RunMetrics {
    private static let name = "aura_runs_total"

    /// The series that stand at zero from the start.
    package static let declaration = MetricDeclaration(
        Self.name,
        .counter,
        help: "Runs that ended, counted by the process that wrote their end.",
        labelSets: MetricDeclaration.labelSets(
            crossing: [
                "kind": RunKind.allCases.map(\.rawValue),
                "outcome": [RunEventType.completed, .failed, .cancelled].map(\.rawValue),
            ]
        )
    )

    /// Counts a run whose end was just written.
    package static func count(
        _ end: RunEventType,
        of kind: RunKind,
        factory: any MetricsFactory = MetricsSystem.factory
    ) {
        let dimensions = [("kind", kind.rawValue), ("outcome", end.rawValue)]
        Counter(label: Self.name, dimensions: dimensions, factory: factory).increment()
    }
}
