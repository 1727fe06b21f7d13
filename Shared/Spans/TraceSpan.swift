package import Tracing

/// A piece of work inside a trace. Where this process has no tracer, it is nothing but the context that it was given.
package struct TraceSpan: Sendable {
    /// The span that ``withTraceSpan(_:_:continuing:_:errorType:_:)`` is in; nil where nobody traces.
    @TaskLocal package static var current: TraceSpan?

    /// What continues the trace inside this work, for whoever is asked next.
    package let traceparent: String?
    private let span: (any Span)?

    /// Whether there is a tracer.
    fileprivate var isTraced: Bool { self.span != nil }

    /// Whether somebody will see what is told of the work.
    package var isRecording: Bool { self.span?.isRecording ?? false }

    /// Begins a span as a part of the one that `traceparent` names, or a new trace; it must be ended.
    package static func begin(
        _ name: @autoclosure () -> String,
        _ kind: SpanKind,
        continuing traceparent: String?,
        _ attributes: @autoclosure () -> SpanAttributes = [:]
    ) -> TraceSpan {
        let tracer = InstrumentationSystem.tracer
        guard !(tracer is NoOpTracer) else { return TraceSpan(traceparent: traceparent, span: nil) }
        var context = InstrumentationContext.topLevel
        tracer.extract(Carrier(traceparent), into: &context, using: CarrierAccess())
        let span = Self.start(name(), kind, context, by: tracer)
        if span.isRecording { span.attributes.merge(attributes()) }
        var carrier = Carrier(nil)
        tracer.inject(span.context, into: &carrier, using: CarrierAccess())
        return TraceSpan(traceparent: carrier.traceparent ?? traceparent, span: span)
    }

    private static func start(
        _ name: String,
        _ kind: SpanKind,
        _ context: InstrumentationContext,
        by tracer: some Tracer
    ) -> any Span {
        tracer.startSpan(name, context: context, ofKind: kind)
    }

    /// Tells more of the work; nothing where the value is nil.
    package func set(_ key: String, _ value: (some SpanAttributeConvertible)?) {
        guard self.isRecording, let value else { return }
        self.span?.attributes[key] = value.toSpanAttribute()
    }

    /// Gives the work the name that is known of it by now.
    package func rename(_ name: @autoclosure () -> String) {
        guard self.isRecording else { return }
        self.span?.operationName = name()
    }

    /// Says that the work failed, by a type out of few.
    package func fail(_ type: @autoclosure () -> String) {
        guard self.isRecording else { return }
        self.set("error.type", type())
        self.span?.setStatus(SpanStatus(code: .error))
    }

    package func end() {
        self.span?.end()
    }

    /// What carries a context from one place to the next.
    private struct Carrier: Sendable {
        var traceparent: String?

        init(_ traceparent: String?) { self.traceparent = traceparent }
    }

    private struct CarrierAccess: Extractor, Injector {
        static let name = "traceparent"

        func extract(key: String, from carrier: Carrier) -> String? {
            key == Self.name ? carrier.traceparent : nil
        }

        func inject(_ value: String, forKey key: String, into carrier: inout Carrier) {
            if key == Self.name { carrier.traceparent = value }
        }
    }
}

/// Works inside a span, which ends with the work. An error ends it as failed; its text is not told, for it may quote
/// people.
///
/// - Parameters:
///   - traceparent: The context that the work is a part of.
///   - errorType: Names an error by its type, out of few.
package func withTraceSpan<Answer, Failure: Error>(
    _ name: @autoclosure () -> String,
    _ kind: SpanKind,
    continuing traceparent: String?,
    _ attributes: @autoclosure () -> SpanAttributes = [:],
    errorType: (Failure) -> String = { "\(type(of: $0))" },
    _ work: (TraceSpan) async throws(Failure) -> Answer
) async throws(Failure) -> Answer {
    let span = TraceSpan.begin(name(), kind, continuing: traceparent, attributes())
    guard span.isTraced else { return try await work(span) }
    defer { span.end() }
    let outcome: Result<Answer, Failure> = await TraceSpan.$current.withValue(span) {
        do throws(Failure) {
            return .success(try await work(span))
        } catch {
            span.fail(errorType(error))
            return .failure(error)
        }
    }
    return try outcome.get()
}
