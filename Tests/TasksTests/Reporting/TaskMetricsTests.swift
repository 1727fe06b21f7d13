import Observability
import Testing

@testable import Tasks

@Suite struct TaskMetricsTests {
    @Test func theSeriesStandAtZeroFromTheStart() {
        let registry = PrometheusRegistry()
        registry.declare(TaskMetrics.declarations)
        let text = String(decoding: registry.exposition().bytes, as: UTF8.self)
        for type in ["analysis", "automation", "chat", "other"] {
            for outcome in ["completed", "failed", "refused"] {
                #expect(text.contains(#"aura_tasks_total{outcome="\#(outcome)",type="\#(type)"} 0"#))
            }
            #expect(text.contains(#"aura_task_duration_seconds_count{type="\#(type)"} 0"#))
        }
    }
}
