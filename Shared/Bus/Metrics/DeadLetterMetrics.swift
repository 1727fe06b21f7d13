package import Metrics
package import Observability

/// Counts what a worker gives up.
package enum DeadLetterMetrics {
    /// Of which kind of stream.
    package enum Stream: String, Sendable {
        case commands, events
    }

    private static let name = "aura_dead_letters_total"

    /// The series that stand at zero from the start in a worker that reads these streams.
    package static func declaration(of streams: [Stream]) -> MetricDeclaration {
        MetricDeclaration(
            Self.name,
            .counter,
            help: "Entries that this process gave up.",
            labelSets: MetricDeclaration.labelSets(crossing: ["stream": streams.map(\.rawValue)])
        )
    }

    package static func count(
        _ count: Int = 1,
        of stream: Stream,
        factory: any MetricsFactory = MetricsSystem.factory
    ) {
        Counter(label: Self.name, dimensions: [("stream", stream.rawValue)], factory: factory).increment(by: count)
    }
}
