import FoundationEssentials
import Messages
import Signing

/// Makes tokens for whoever tries the service out, as the DWP auth-server does for its users.
struct DevelopmentTokens: Sendable {
    /// Seconds for which a token holds.
    static let lifetime = 3600

    private let secret: [UInt8]

    /// - Parameter secret: What tokens are checked with; 32 bytes or more.
    init(secret: String) {
        self.secret = Array(secret.utf8)
    }

    /// A token that holds from `now` on, Unix seconds.
    func token(for caller: Caller, role: Role, now: Int) throws -> String {
        let claims = Claims(
            sub: caller.user.description,
            tenantID: caller.tenant.description,
            role: role.rawValue,
            iat: now,
            exp: now + Self.lifetime
        )
        return try JWTSigner.hs256(payload: Array(try JSONEncoder().encode(claims)), secret: self.secret)
    }

    private struct Claims: Encodable {
        var sub: String
        var tenantID: String
        var role: String
        var iat: Int
        var exp: Int

        enum CodingKeys: String, CodingKey {
            case sub, role, iat, exp
            case tenantID = "tenant_id"
        }
    }
}
