import Spans
package import Tracing

/// Makes spans, passes contexts on as W3C Trace Context says, and gives what has ended to an exporter.
package struct OTLPTracer: Tracer {
    private static let header = "traceparent"

    private let sampler: TraceSampler
    private let exporter: TraceExporter

    package init(sampler: TraceSampler = .standard, exporter: TraceExporter) {
        self.sampler = sampler
        self.exporter = exporter
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context.traceParent
        let trace = parent?.trace ?? .random()
        let id = SpanID.random()
        let isSampled = self.sampler.records(trace, parent: parent)
        context.traceParent = TraceParent(trace: trace, span: id, isSampled: isSampled)
        guard isSampled else { return RecordedSpan(context: context, recording: nil, onEnd: { _ in }) }
        let start = instant().nanosecondsSinceEpoch
        let recording = FinishedSpan(
            trace: trace,
            id: id,
            parent: parent?.span,
            name: operationName,
            kind: kind,
            start: start,
            end: start,
            attributes: [:],
            events: [],
            links: [],
            isFailed: false
        )
        return RecordedSpan(context: context, recording: recording, onEnd: self.exporter.add)
    }

    /// Does nothing: the exporter sends in its own time, and at the process's end.
    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout InstrumentationContext,
        using extractor: Extract
    ) where Carrier == Extract.Carrier {
        context.traceParent = extractor.extract(key: Self.header, from: carrier).flatMap { TraceParent($0) }
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Carrier == Inject.Carrier {
        guard let parent = context.traceParent else { return }
        injector.inject(parent.description, forKey: Self.header, into: &carrier)
    }
}
