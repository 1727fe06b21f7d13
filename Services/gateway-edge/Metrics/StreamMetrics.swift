import Bus
import Messages
import Metrics
import Observability

/// Measures the streams that clients read. Its timers are made once, so that a token costs a look at the clock and an
/// addition.
struct StreamMetrics: Sendable {
    private static let open = "aura_open_streams"
    private static let firstToken = "aura_time_to_first_token_seconds"
    private static let gap = "aura_inter_token_gap_seconds"

    /// The families that stand at zero from the start.
    static let declarations = [
        MetricDeclaration(Self.open, .gauge, help: "Streams that clients read from this edge now."),
        MetricDeclaration(
            Self.firstToken,
            .seconds,
            help: "From a request to the write of the first text of the stream that answers it."
        ),
        MetricDeclaration(Self.gap, .seconds, help: "From one write of text to the next in the same stream."),
    ]

    private let open: Meter
    private let firstToken: Timer
    private let gap: Timer
    private let hops: HopMetrics

    init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.open = Meter(label: Self.open, dimensions: [], factory: factory)
        self.firstToken = Timer(label: Self.firstToken, dimensions: [], factory: factory)
        self.gap = Timer(label: Self.gap, dimensions: [], factory: factory)
        self.hops = HopMetrics(factory: factory)
    }

    /// Counts a stream that begins.
    func opened() { self.open.increment() }

    /// Counts a stream that ended.
    func closed() { self.open.decrement() }

    /// Measures what a reader waited for a text that was just written.
    func textWritten(_ pace: inout TextPace, to subscription: RunSubscription) {
        switch pace.wrote(at: .now) {
        case .first(let wait):
            self.firstToken.record(duration: wait)
            if let moment = subscription.textMoment { self.hops.wayBack.record(duration: EntryMoment.age(of: moment)) }
        case .next(let wait):
            self.gap.record(duration: wait)
        case nil:
            break
        }
    }
}

extension ViewerEvent {
    /// Whether a reader gets words of the answer with it.
    var hasText: Bool {
        switch self {
        case .events(let entries): entries.contains { $0.event.type == .text }
        case .resync(let text, _): !text.isEmpty
        case .restarted, .broken, .ping, .ended, .endedBefore: false
        }
    }
}
