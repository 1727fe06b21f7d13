import FoundationEssentials
import Hummingbird
import Logging
import Messages

/// Lets a request through to its handler with its caller's identity, if they may do what the route does.
struct AccessMiddleware: RouterMiddleware {
    typealias Context = EdgeRequestContext

    let authenticator: Authenticator
    let permission: Permission
    var rules = HeaderRules.general

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let now = Int(Date().timeIntervalSince1970)
        let identity = try self.authenticator.identity(of: request.headers, now: now, by: self.rules)
        guard identity.role.allows(self.permission) else {
            throw EdgeError(.forbidden, .forbidden, .permissionDenied(self.permission.rawValue))
        }
        var context = context
        context.identity = identity
        context.logger[metadataKey: "tenant"] = "\(identity.caller.tenant)"
        return try await next(request, context)
    }
}
