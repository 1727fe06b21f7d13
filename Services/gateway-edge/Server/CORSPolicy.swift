import HTTPTypes
import Hummingbird

/// Answers browsers that call this service directly. Paths under `/aura` come through the DWP gateway, which adds its
/// own headers; a browser refuses an answer that has them twice (contract §1.5 G3).
struct CORSPolicy: RouterMiddleware {
    typealias Context = EdgeRequestContext

    let allowedOrigins: Set<String>

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin], self.allowedOrigins.contains(origin),
            !Self.isPrefixed(request.uri.path)
        else { return try await next(request, context) }
        var response: Response
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            response = Response(status: .ok)
            response.headers[.accessControlAllowMethods] = "GET, POST, DELETE, OPTIONS"
            response.headers[.accessControlAllowHeaders] =
                "Authorization, Content-Type, Accept-Language, Idempotency-Key, Last-Event-ID, X-Tenant-ID, X-User-ID, "
                + "X-Agent-ID, X-DWP-Source, X-DWP-Caller-Type, X-Correlation-ID"
            response.headers[.accessControlMaxAge] = "600"
        } else {
            response = try await next(request, context)
        }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowCredentials] = "true"
        response.headers[.accessControlExposeHeaders] = "X-Run-ID"
        response.headers[.vary] = "Origin"
        return response
    }

    private static func isPrefixed(_ path: String) -> Bool {
        path == "/aura" || path.hasPrefix("/aura/")
    }
}
