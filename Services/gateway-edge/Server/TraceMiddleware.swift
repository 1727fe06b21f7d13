import HTTPTypes
import Hummingbird
import Logging
import Messages
import Spans

/// Gives each request an id that logs and error bodies share: the caller's correlation id, or a new one; and a span of its
/// trace, which lasts until the answer's last byte.
struct TraceMiddleware: RouterMiddleware {
    typealias Context = EdgeRequestContext

    private static let correlation = HTTPField.Name("X-Correlation-ID")
    private static let limit = 128

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        let given = Self.correlation.flatMap { request.headers[$0] } ?? ""
        let isUsable =
            !given.isEmpty && given.utf8.count <= Self.limit && given.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        context.traceID = isUsable ? given : RunID.random().description
        let span = Self.isProbe(request) ? nil : RequestSpan(request)
        context.traceparent = TraceParent.continuing(span?.traceparent ?? request.headers[.traceparent])
        context.logger[metadataKey: "trace"] = "\(context.traceparent)"
        context.logger[metadataKey: "correlation"] = "\(context.traceID)"
        let response = try await next(request, context)
        return span?.following(response, route: context.endpointPath) ?? response
    }

    /// Whether somebody only asks whether we live; traces of that say nothing.
    private static func isProbe(_ request: Request) -> Bool {
        request.uri.path.hasSuffix("/health") || request.uri.path.hasSuffix("/health/ready")
    }
}
