/// What a token says, known to come from the holder of the key and to be valid now.
package struct VerifiedToken: Hashable, Sendable {
    /// The claims: one JSON object in UTF-8, no name in it twice.
    package let payload: [UInt8]

    /// `exp`, in Unix seconds: from then on the token is invalid.
    package let expiresAt: Int

    /// `nbf`, in Unix seconds.
    package let notBefore: Int?

    /// `iat`, in Unix seconds.
    package let issuedAt: Int?
}
