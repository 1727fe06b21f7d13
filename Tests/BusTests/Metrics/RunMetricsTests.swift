import Messages
import Observability
import TestSupport
import Testing

@testable import Bus

@Suite struct RunMetricsTests {
    private let registry = PrometheusRegistry()

    @Test func everyKindAndOutcomeStandsAtZeroFromTheStart() {
        self.registry.declare(WorkerMetrics.declarations(givingUp: [.commands, .events]))
        for kind in RunKind.allCases {
            for outcome in ["completed", "failed", "cancelled"] {
                #expect(self.registry.value(of: #"aura_runs_total{kind="\#(kind)",outcome="\#(outcome)"}"#) == 0)
            }
        }
        for stream in ["commands", "events"] {
            #expect(self.registry.value(of: #"aura_dead_letters_total{stream="\#(stream)"}"#) == 0)
        }
    }

    @Test func endsAndDeadLettersAreCountedWhereTheyBelong() {
        let factory = PrometheusMetricsFactory(registry: self.registry)
        self.registry.declare(WorkerMetrics.declarations(givingUp: [.commands, .events]))
        RunMetrics.count(.failed, of: .analysis, factory: factory)
        #expect(self.registry.value(of: #"aura_runs_total{kind="analysis",outcome="failed"}"#) == 1)
        #expect(self.registry.value(of: #"aura_runs_total{kind="analysis",outcome="completed"}"#) == 0)
        DeadLetterMetrics.count(3, of: .events, factory: factory)
        #expect(self.registry.value(of: #"aura_dead_letters_total{stream="events"}"#) == 3)
        #expect(self.registry.value(of: #"aura_dead_letters_total{stream="commands"}"#) == 0)
    }
}
