import HTTPFetch
import Spans
import Testing
import Tracing

@testable import Telemetry

@Suite struct TraceSpanTests {
    private static let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"

    private static let tracer = OTLPTracer(
        exporter: TraceExporter(
            TraceConfiguration(
                url: "http://127.0.0.1:1",
                resource: Resource(service: "s", instance: "i", version: "1")
            )
        )
    )

    @Test func withoutATracerTheContextGoesOnAsItIs() async {
        let span = TraceSpan.begin("x", .server, continuing: "whatever")
        #expect(span.traceparent == "whatever")
        #expect(!span.isRecording)
        await withTraceSpan("x", .client, continuing: nil) { span in
            #expect(span.traceparent == nil)
            #expect(TraceSpan.current == nil)
        }
    }

    @Test func spanGoesOnFromItsCallersTrace() async throws {
        try await withTracer(Self.tracer) {
            let outer = TraceSpan.begin("x", .server, continuing: Self.given + "-01")
            let parent = try #require(outer.traceparent.flatMap { TraceParent($0) })
            #expect(parent.trace.description == "4bf92f3577b34da6a3ce929d0e0e4736")
            #expect(parent.span.description != "00f067aa0ba902b7")
            #expect(parent.isSampled && outer.isRecording)
            await withTraceSpan("y", .client, continuing: outer.traceparent) { inner in
                #expect(inner.traceparent != outer.traceparent)
                #expect(TraceSpan.current?.traceparent == inner.traceparent)
            }
            #expect(TraceSpan.current == nil)
        }
    }

    @Test func traceThatIsNotRecordedStaysSo() async throws {
        try await withTracer(Self.tracer) {
            try await withTraceSpan("x", .client, continuing: Self.given + "-00") { span in
                let parent = try #require(span.traceparent.flatMap { TraceParent($0) })
                #expect(parent.trace.description == "4bf92f3577b34da6a3ce929d0e0e4736")
                #expect(!parent.isSampled && !span.isRecording)
                #expect(TraceSpan.current?.traceparent == span.traceparent)
            }
        }
    }

    @Test func malformedContextBeginsANewTrace() throws {
        try withTracer(Self.tracer) {
            let span = TraceSpan.begin("x", .server, continuing: "nonsense")
            let parent = try #require(span.traceparent.flatMap { TraceParent($0) })
            #expect(parent.isSampled)
        }
    }
}
