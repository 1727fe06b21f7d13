import HTTPTypes
import Hummingbird
import Logging
import Messages

/// Gives each request an id that logs and error bodies share: the caller's correlation id, or a new one.
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
        context.traceparent = TraceParent.continuing(request.headers[.traceparent])
        context.logger[metadataKey: "trace"] = "\(context.traceparent)"
        context.logger[metadataKey: "correlation"] = "\(context.traceID)"
        return try await next(request, context)
    }
}
