/// Where in a trace something stands, as the header `traceparent` tells it (W3C Trace Context, section 3.2).
package struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    package var trace: TraceID
    /// The span that what follows is a part of.
    package var span: SpanID
    /// Whether the caller may have recorded the trace; all who take part then do.
    package var isSampled: Bool

    package init(trace: TraceID, span: SpanID, isSampled: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// Reads a header's value; nil where it must be taken as missing.
    ///
    /// Of a version that is not known yet the parts known here are read; what may follow them begins with `-`
    /// (section 3.2.4). Flags that are not known count for nothing.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, let version = HexText.number(parts[0]), version != 0xFF,
            version > 0 || parts.count == 4, let trace = TraceID(parts[1]), let span = SpanID(parts[2]),
            parts[3].utf8.count == 2, let flags = HexText.number(parts[3])
        else { return nil }
        self.init(trace: trace, span: span, isSampled: flags & 1 == 1)
    }

    /// The header's value in version 00.
    package var description: String { "00-\(self.trace)-\(self.span)-\(self.isSampled ? "01" : "00")" }

    /// The caller's context where it is well formed, else a new one.
    package static func continuing(_ given: String?) -> String {
        let parent = given.flatMap { TraceParent($0) }
        return (parent ?? TraceParent(trace: .random(), span: .random(), isSampled: true)).description
    }
}
