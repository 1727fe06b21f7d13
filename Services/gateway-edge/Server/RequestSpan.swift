import HTTPTypes
import Hummingbird
import Spans
import Tracing

/// The part that this process has in a request's trace, described as OpenTelemetry's conventions for HTTP servers say. The
/// address is left out: it may hold what people wrote.
struct RequestSpan: Sendable {
    private static let methods: Set<HTTPRequest.Method> = [.get, .post, .put, .patch, .delete, .head, .options]

    private let span: TraceSpan
    private let method: String

    /// Begins the span; a method that is not known is not named, since anybody may invent one.
    init(_ request: Request) {
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "_OTHER"
        self.method = method
        self.span = TraceSpan.begin(
            method == "_OTHER" ? "HTTP" : method,
            .server,
            continuing: request.headers[.traceparent],
            ["http.request.method": "\(method)", "url.scheme": "http"]
        )
    }

    /// What continues the request's trace.
    var traceparent: String? { self.span.traceparent }

    /// The response, at whose end the span ends, too.
    func following(_ response: Response, route: String?) -> Response {
        guard self.span.isRecording else { return response }
        if let route, self.method != "_OTHER" { self.span.rename("\(self.method) \(route)") }
        self.span.set("http.route", route)
        self.span.set("http.response.status_code", Int(response.status.code))
        self.span.set("aura.run", response.headers[.runID])
        if response.status.code >= 500 { self.span.fail("\(response.status.code)") }
        let body = response.body
        var response = response
        response.body = ResponseBody(contentLength: body.contentLength) { [span] writer in
            defer { span.end() }
            try await body.write(writer)
        }
        return response
    }
}
