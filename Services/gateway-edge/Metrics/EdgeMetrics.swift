import Bus
import Messages
import Observability

/// What the edge measures.
enum EdgeMetrics {
    /// The streams of work that it counts: every service's commands, and what happened in DWP.
    static let workStreams: [(name: String, stream: DeadLetterStream)] =
        DeadLetterStream.allCases.map { ($0.name, $0) }

    /// The families that stand at zero from the start.
    static var declarations: [MetricDeclaration] {
        StreamMetrics.declarations + WorkLoadGauges.declarations(of: Self.workStreams.map(\.name)) + [
            HopMetrics.declaration, RunMetrics.declaration,
            MetricDeclaration(
                "aura_feedback_total",
                .counter,
                help: "Answers that were rated, each change of the rating.",
                labelSets: MetricDeclaration.labelSets(
                    crossing: ["rating": RunFeedback.Rating.allCases.map(\.rawValue)]
                )
            ),
            MetricDeclaration(
                "aura_grounding_failures_total",
                .counter,
                help: "Chats that went on without their documents."
            ),
        ]
    }
}
