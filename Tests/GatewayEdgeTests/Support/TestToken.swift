import HTTPTypes
import Signing

@testable import GatewayEdge

/// Tokens as the DWP auth-server issues them, and the key that they are checked with.
enum TestToken {
    static let secret = "a secret for tests that has more than thirty-two bytes"
    /// A time at which the tokens made here hold, in Unix seconds.
    static let now = 1_800_000_000

    static func verifier() throws -> JWTVerifier {
        JWTVerifier(keys: [try .hs256(secret: Array(Self.secret.utf8))])
    }

    /// Signs claims as they stand.
    static func signed(_ claims: String, secret: String = Self.secret) throws -> String {
        try JWTSigner.hs256(payload: Array(claims.utf8), secret: Array(secret.utf8))
    }

    /// Signs what the auth-server would for a user, valid until the year 2100.
    static func of(user: String = "42", tenant: String = "1", role: String? = nil, exp: Int = 4_102_444_800) throws
        -> String
    {
        let role = role.map { #","role":"\#($0)""# } ?? ""
        return try Self.signed(#"{"sub":"\#(user)","tenant_id":"\#(tenant)","exp":\#(exp)\#(role)}"#)
    }
}
