import Foundation
import Signing

/// The claims of a development token, named as DWP's own issuer names them.
struct TokenClaims: Codable, Equatable {
    /// The user's id, a numeric string.
    var sub: String
    /// The tenant's id, a numeric string.
    var tenantID: String
    var email: String?
    var role: String
    /// Seconds since 1970, whole.
    var iat: Int
    /// Seconds since 1970, whole.
    var exp: Int

    enum CodingKeys: String, CodingKey {
        case sub
        case tenantID = "tenant_id"
        case email
        case role
        case iat
        case exp
    }

    init(user: String, tenant: String, email: String? = nil, role: String, issuedAt: Date, lifetimeSeconds: Int) {
        self.sub = user
        self.tenantID = tenant
        self.email = email
        self.role = role
        self.iat = Int(issuedAt.timeIntervalSince1970)
        self.exp = self.iat + lifetimeSeconds
    }

    /// Makes the compact JWS over these claims, with HS256.
    func signed(with secret: TokenSecret) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return try JWTSigner.hs256(payload: [UInt8](encoder.encode(self)), secret: [UInt8](secret.value.utf8))
    }
}
