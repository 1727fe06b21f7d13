import Testing

@testable import Signing

/// Makes tokens that no honest issuer would.
enum TestToken {
    static let secret = Array("a secret of the tests, forty bytes long!".utf8)

    /// Returns an HS256 signature over any header and payload, however bad.
    static func signed(
        header: some Collection<UInt8>,
        payload: some Collection<UInt8> = Fixtures.claims.utf8,
        secret: [UInt8] = Self.secret
    ) throws -> String {
        let message = "\(Base64URL.encode(header)).\(Base64URL.encode(payload))"
        let code = try #require(HMACKey(secret: secret)?.authenticationCode(for: message.utf8))
        return "\(message).\(Base64URL.encode(code))"
    }

    static func signed(header: String = #"{"alg":"HS256"}"#, payload: String = Fixtures.claims) throws -> String {
        try self.signed(header: header.utf8, payload: payload.utf8)
    }

    static func unsigned(header: String, payload: String = Fixtures.claims, signature: String = "") -> String {
        "\(Base64URL.encode(header.utf8)).\(Base64URL.encode(payload.utf8)).\(signature)"
    }
}
