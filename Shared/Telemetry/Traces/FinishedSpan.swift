import Spans
import Tracing

/// What was recorded of a span that has ended.
struct FinishedSpan: Sendable {
    var trace: TraceID
    var id: SpanID
    var parent: SpanID?
    var name: String
    var kind: SpanKind
    /// Nanoseconds since 1970.
    var start: UInt64
    var end: UInt64
    var attributes: SpanAttributes
    var events: [SpanEvent]
    var links: [TraceParent]
    var isFailed: Bool
}
