import Bus
import Metrics
import Observability

/// Counts what became of tasks, by their type and outcome.
enum TaskMetrics {
    enum Outcome: String, CaseIterable {
        case completed, failed
        /// The backend would not take it.
        case refused
    }

    private static let counter = "aura_tasks_total"
    private static let timer = "aura_task_duration_seconds"
    /// A sender's own types are counted together, so that a label has few values.
    private static let types = ["analysis", "automation", "chat"]
    private static let otherType = "other"

    static var declarations: [MetricDeclaration] {
        let types = Self.types + [Self.otherType]
        let outcomes = Outcome.allCases.map(\.rawValue)
        return [
            MetricDeclaration(
                Self.counter,
                .counter,
                help: "AgentTasks that ended, by type and outcome.",
                labelSets: MetricDeclaration.labelSets(crossing: ["type": types, "outcome": outcomes])
            ),
            MetricDeclaration(
                Self.timer,
                .seconds,
                help: "From the first call for an AgentTask to its end.",
                labelSets: MetricDeclaration.labelSets(crossing: ["type": types])
            ),
        ]
    }

    static func count(_ outcome: Outcome, type: String?, duration: Duration?) {
        let label = type.flatMap { Self.types.contains($0) ? $0 : nil } ?? Self.otherType
        Counter(label: Self.counter, dimensions: [("type", label), ("outcome", outcome.rawValue)]).increment()
        if let duration { Timer(label: Self.timer, dimensions: [("type", label)]).record(duration: duration) }
    }
}
