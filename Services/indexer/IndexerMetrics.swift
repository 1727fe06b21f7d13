import Bus
import Observability

/// What the indexer measures.
enum IndexerMetrics {
    /// The families that stand at zero from the start.
    static var declarations: [MetricDeclaration] {
        func outcomes(_ values: [String]) -> [[String: String]] {
            MetricDeclaration.labelSets(crossing: ["outcome": values])
        }
        return WorkerMetrics.declarations(givingUp: [.commands, .events]) + IndexGauges<SQLiteStore>.declarations + [
            MetricDeclaration(
                "aura_search_seconds",
                .seconds,
                help: "A search in the index, with the embedding of its query."
            ),
            MetricDeclaration(
                "aura_search_degraded_total",
                .counter,
                help: "Searches that went by words alone, for lack of their query's vector."
            ),
            MetricDeclaration(
                "aura_events_total",
                .counter,
                help: "Events that were settled, by what became of them.",
                labelSets: outcomes(["indexed", "outdated", "unknown", "dead"])
            ),
            MetricDeclaration(
                "aura_events_bridged_total",
                .counter,
                help: "Events heard on Pub/Sub; each replica hears all, and one of them adds each.",
                labelSets: outcomes(["added", "repeated", "dead"])
            ),
        ]
    }
}
