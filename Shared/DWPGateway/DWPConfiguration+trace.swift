import FoundationEssentials
package import Spans
import Tracing

extension DWPConfiguration {
    /// Makes one call inside a span, as OpenTelemetry's conventions for HTTP clients describe one.
    ///
    /// - Parameters:
    ///   - template: The path without what differs from call to call; nil where that is not known.
    ///   - work: Makes the call as the caller that it is given, and tells the answer's status.
    package func traced<Answer, Failure: Error>(
        _ method: String,
        _ template: String?,
        for caller: DWPCaller,
        _ work: (DWPCaller, TraceSpan) async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        try await withTraceSpan(
            template.map { "\(method) \($0)" } ?? method,
            .client,
            continuing: caller.traceparent,
            [
                "http.request.method": "\(method)", "server.address": "\(URL(string: self.baseURL)?.host() ?? "")",
            ]
        ) { (span) async throws(Failure) in
            span.set("url.template", template)
            var caller = caller
            caller.traceparent = span.traceparent
            return try await work(caller, span)
        }
    }
}

extension TraceSpan {
    /// Notes the status of an HTTP answer.
    package func answered(_ status: Int) {
        self.set("http.response.status_code", status)
        if status >= 400 { self.fail("\(status)") }
    }
}
