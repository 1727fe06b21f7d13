import Observability
import TestSupport
import Testing

@testable import LLM

@Suite struct ModelMetricsTests {
    @Test func everyProvidersEveryErrorStandsAtZeroFromTheStart() {
        let registry = PrometheusRegistry()
        registry.declare(ModelMetrics.declarations(providers: ["openai", "embedding"]))
        for provider in ["openai", "embedding"] {
            for kind in [
                "unauthorized", "refused", "modelNotFound", "rateLimited", "unavailable", "invalidRequest", "timeout",
                "unreachable", "broken",
            ] {
                let sample = #"aura_provider_errors_total{kind="\#(kind)",provider="\#(provider)"}"#
                #expect(registry.value(of: sample) == 0, "\(sample)")
            }
        }
        for (direction, estimated) in [
            ("prompt", true), ("prompt", false), ("completion", true), ("completion", false),
        ] {
            let sample = #"aura_tokens_total{direction="\#(direction)",estimated="\#(estimated)"}"#
            #expect(registry.value(of: sample) == 0, "\(sample)")
        }
        #expect(registry.value(of: "aura_usage_lost_total") == 0)
    }
}
