import FoundationEssentials
import Hummingbird
import Messages

/// `POST /dev/token`: a token for anybody. It is there only where ``AccessSettings/developmentTokens`` is.
struct DevelopmentRoutes: Sendable {
    let tokens: DevelopmentTokens

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.post("dev/token") { request, context in
            let body = try await RequestBody.bytes(of: request, upTo: context.maxUploadSize)
            let wish = try RequestBody.decode(Wish.self, from: body)
            guard let tenant = TenantID(wish.tenant) else { throw EdgeError.invalid(.unusable("tenant")) }
            guard let user = UserID(wish.user) else { throw EdgeError.invalid(.unusable("user")) }
            guard let role = Role(rawValue: wish.role ?? Role.user.rawValue) else {
                throw EdgeError.invalid(.notAmong("role", Role.allCases.map(\.rawValue)))
            }
            let token = try self.tokens.token(
                for: Caller(tenant: tenant, user: user),
                role: role,
                now: Int(Date().timeIntervalSince1970)
            )
            return Response.enveloped(Made(token: token, expiresIn: DevelopmentTokens.lifetime))
        }
    }

    private struct Wish: Decodable {
        var tenant: String
        var user: String
        var role: String?
    }

    private struct Made: Encodable, Sendable {
        var token: String
        /// Seconds.
        var expiresIn: Int
    }
}
