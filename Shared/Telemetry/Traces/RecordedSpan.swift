import Spans
import Synchronization
package import Tracing

/// A span of ``OTLPTracer``; one that nobody ends, ends with its last user.
package final class RecordedSpan: Span {
    /// Events and links that one span keeps.
    private static let limit = 32

    package let context: InstrumentationContext
    /// Nil where the trace is not recorded, and after the end.
    private let recording: Mutex<FinishedSpan?>
    private let onEnd: @Sendable (FinishedSpan) -> Void

    init(context: InstrumentationContext, recording: FinishedSpan?, onEnd: @escaping @Sendable (FinishedSpan) -> Void) {
        self.context = context
        self.recording = Mutex(recording)
        self.onEnd = onEnd
    }

    deinit {
        self.end()
    }

    package var isRecording: Bool { self.recording.withLock { $0 != nil } }

    package var operationName: String {
        get { self.recording.withLock { $0?.name ?? "" } }
        set { self.recording.withLock { $0?.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { self.recording.withLock { $0?.attributes ?? [:] } }
        set { self.recording.withLock { $0?.attributes = newValue } }
    }

    package func setStatus(_ status: SpanStatus) {
        let isFailed = status.code == .error
        self.recording.withLock { $0?.isFailed = isFailed }
    }

    package func addEvent(_ event: SpanEvent) {
        self.recording.withLock { span in
            if let count = span?.events.count, count < Self.limit { span?.events.append(event) }
        }
    }

    /// Tells the error's type alone: its text may quote people.
    package func recordError(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> some TracerInstant
    ) {
        var attributes = attributes
        attributes["exception.type"] = "\(type(of: error))"
        self.addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    package func addLink(_ link: SpanLink) {
        guard let parent = link.context.traceParent else { return }
        self.recording.withLock { span in
            if let count = span?.links.count, count < Self.limit { span?.links.append(parent) }
        }
    }

    package func end(at instant: @autoclosure () -> some TracerInstant) {
        let ended = self.recording.withLock { span in
            defer { span = nil }
            return span
        }
        guard var ended else { return }
        ended.end = max(instant().nanosecondsSinceEpoch, ended.start)
        self.onEnd(ended)
    }
}
