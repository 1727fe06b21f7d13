import Bus
import Messages
import Observability
import TestSupport
import Testing

@testable import GatewayEdge

@Suite struct StreamMetricsTests {
    private let registry = PrometheusRegistry()
    private let metrics: StreamMetrics
    private let subscription = RunSubscription(run: .random())

    init() {
        self.registry.declare(EdgeMetrics.declarations)
        self.metrics = StreamMetrics(factory: PrometheusMetricsFactory(registry: self.registry))
    }

    private func entry(_ type: RunEventType) -> LogEntry { LogEntry(id: EventID(1, 2), event: RunEvent(type, [0x61])) }

    @Test func streamsAreCountedWhileTheyAreOpen() {
        #expect(self.registry.value(of: "aura_open_streams") == 0)
        self.metrics.opened()
        self.metrics.opened()
        #expect(self.registry.value(of: "aura_open_streams") == 2)
        self.metrics.closed()
        #expect(self.registry.value(of: "aura_open_streams") == 1)
    }

    @Test func theFirstTextAndEachGapAreMeasuredOnce() {
        var pace = TextPace(asked: .now - .seconds(7))
        self.subscription.add(self.entry(.text), moment: EntryMoment.now - 2000)
        for _ in 0..<4 { self.metrics.textWritten(&pace, to: self.subscription) }
        #expect(self.registry.value(of: "aura_time_to_first_token_seconds_count") == 1)
        #expect(self.registry.value(of: #"aura_time_to_first_token_seconds_bucket{le="5"}"#) == 0)
        #expect(self.registry.value(of: #"aura_time_to_first_token_seconds_bucket{le="30"}"#) == 1)
        #expect(self.registry.value(of: "aura_inter_token_gap_seconds_count") == 3)
        #expect(self.registry.value(of: #"aura_hop_seconds_count{hop="return"}"#) == 1)
        #expect(self.registry.value(of: #"aura_hop_seconds_bucket{hop="return",le="1"}"#) == 0)
        #expect(self.registry.value(of: #"aura_hop_seconds_bucket{hop="return",le="10"}"#) == 1)
    }

    @Test func theWayBackIsUnknownWhereNobodySaysWhenTheTextCame() {
        var pace = TextPace(asked: .now)
        self.subscription.add(self.entry(.sources), moment: EntryMoment.now)
        self.subscription.add(self.entry(.text))
        self.metrics.textWritten(&pace, to: self.subscription)
        #expect(self.registry.value(of: "aura_time_to_first_token_seconds_count") == 1)
        #expect(self.registry.value(of: #"aura_hop_seconds_count{hop="return"}"#) == 0)
    }

    @Test func onlyTheFirstTextSaysWhenItCame() {
        self.subscription.add(self.entry(.text), moment: 10)
        self.subscription.add(self.entry(.text), moment: 20)
        #expect(self.subscription.textMoment == 10)
    }

    @Test func wordsOfTheAnswerAreText() {
        #expect(ViewerEvent.events([self.entry(.sources), self.entry(.text)]).hasText)
        #expect(ViewerEvent.resync(text: [0x61], upTo: .zero).hasText)
        for event in [
            .events([self.entry(.sources), self.entry(.progress)]), .resync(text: [], upTo: .zero), .ping,
            .restarted(.zero), .ended(self.entry(.completed)), .endedBefore,
        ] as [ViewerEvent] {
            #expect(!event.hasText)
        }
    }

    @Test func ratingsStandAtZeroFromTheStart() {
        for rating in ["up", "down"] {
            #expect(self.registry.value(of: #"aura_feedback_total{rating="\#(rating)"}"#) == 0)
        }
        #expect(self.registry.value(of: "aura_grounding_failures_total") == 0)
    }
}
