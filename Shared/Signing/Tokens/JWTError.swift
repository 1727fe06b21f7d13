/// Says why a token was refused.
package enum JWTError: Error, Hashable, Sendable, CaseIterable {
    /// Not three base64url parts with a JSON header, or too long.
    case malformed
    /// An algorithm, a critical extension or a type of token that no key here verifies, `none` among them.
    case unsupported
    /// No key here is the one that the header names.
    case unknownKey
    /// The signature is not the key's.
    case badSignature
    /// Signed as it should be, but its claims are no JSON object, lack `exp`, or have a time that is no integer.
    case invalidClaims
    /// Past its `exp`.
    case expired
    /// Before its `nbf` or its `iat`, by more than the leeway.
    case notYetValid
}
