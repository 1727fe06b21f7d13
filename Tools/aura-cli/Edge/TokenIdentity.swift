import Foundation
import Messages
import Signing

/// Whom a token names. Nothing is checked: that is the edge's work, and this only fills in the headers beside the token.
struct TokenIdentity: Equatable {
    var tenant: String?
    var user: String?

    /// Reads the claims as the edge does; nil for what is no JWT.
    init?(token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64URL.decode(parts[1]), let claims = JSONValue.read(payload),
            claims.object != nil
        else { return nil }
        self.tenant = Self.identifier(["tenant_id", "tenantId"], in: claims)
        self.user = Self.identifier(["sub", "user_id"], in: claims)
    }

    private static func identifier(_ names: [String], in claims: JSONValue) -> String? {
        for name in names {
            if let text = claims[name]?.string { return text }
            if let number = claims[name]?.integer { return "\(number)" }
        }
        return nil
    }
}
