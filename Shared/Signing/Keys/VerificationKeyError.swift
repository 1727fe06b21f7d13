/// Says why key material was refused; never holds any of it.
package enum VerificationKeyError: Error, Hashable, Sendable {
    /// An HMAC secret below 32 bytes, the least for HS256 (RFC 7518 section 3.2).
    case shortSecret(byteCount: Int)
    /// An RSA modulus below 2048 bits, the least for RS256 (RFC 7518 section 3.3), or above 8192.
    case unacceptableModulus(bitCount: Int)
    /// Not exactly one PEM block `PUBLIC KEY` with a readable key in it.
    case malformedPEM
    /// A private key where a public one belongs: whoever verifies must not be able to sign.
    case privateKey
    /// Neither RSA nor EC on P-256, or such a key made for another algorithm.
    case unsupportedKey
    /// A key with bad values: a point off the curve, an even exponent, a member missing or of the wrong form.
    case malformedKey(String)
    /// Not a JWK Set (RFC 7517 section 5).
    case malformedKeySet
    /// Two keys of a set share this id, so it selects neither.
    case duplicateKeyID(String)
    /// Secret and public keys in one set: either the secrets are published or the set is not what it seems.
    case mixedKeySet
    /// A set without any key for verifying HS256, RS256 or ES256.
    case noUsableKey
    /// libcrypto failed, for want of memory or by its configuration.
    case libcryptoFailure
}

extension VerificationKeyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .shortSecret(let byteCount): "the HS256 secret has \(byteCount) bytes and needs 32 or more"
        case .unacceptableModulus(let bitCount): "the RSA key has \(bitCount) bits and must have 2048 to 8192"
        case .malformedPEM: "expected one PEM block of type PUBLIC KEY and nothing else"
        case .privateKey: "a private key was given where only the public key belongs"
        case .unsupportedKey: "the key is neither for RS256 (RSA) nor for ES256 (EC, P-256)"
        case .malformedKey(let reason): "malformed key: \(reason)"
        case .malformedKeySet: "expected a JSON Web Key Set: an object with an array \"keys\""
        case .duplicateKeyID(let id): "more than one key has the id \"\(id)\""
        case .mixedKeySet: "secret (oct) and public keys must not share one key set"
        case .noUsableKey: "the key set holds no key for verifying HS256, RS256 or ES256"
        case .libcryptoFailure: "libcrypto failed"
        }
    }
}
