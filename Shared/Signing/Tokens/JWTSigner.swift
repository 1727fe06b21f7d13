/// Signs tokens for development and tests; in production the DWP auth-server issues them.
package enum JWTSigner {
    /// Returns a compact HS256 token with `payload` as its claims.
    ///
    /// The secret must have 32 bytes or more; the payload is signed as given.
    package static func hs256(
        payload: [UInt8],
        secret: [UInt8],
        keyID: String? = nil
    ) throws(VerificationKeyError) -> String {
        guard secret.count >= 32 else { throw .shortSecret(byteCount: secret.count) }
        let keyIDMember = keyID.map { ",\"kid\":\(Self.jsonString($0))" } ?? ""
        let header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"\(keyIDMember)}"
        let message = "\(Base64URL.encode(header.utf8)).\(Base64URL.encode(payload))"
        guard let code = HMACKey(secret: secret)?.authenticationCode(for: message.utf8) else {
            throw .libcryptoFailure
        }
        return "\(message).\(Base64URL.encode(code))"
    }

    private static func jsonString(_ string: String) -> String {
        let escaped = string.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\u{00}"..<"\u{20}": "\\u00\(Hexadecimal.encode([UInt8(scalar.value)]))"
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
