/// Verifies signatures by one algorithm, the only one that its key material is ever used with (RFC 8725 section 3.1).
package struct VerificationKey: Sendable {
    /// The `kid` that selects the key, if it has one.
    package let keyID: String?

    /// The algorithm that a token's header must name.
    package let algorithm: JWTAlgorithm

    private let material: Material

    private enum Material: Sendable {
        case secret(HMACKey)
        case publicKey(PublicKey)
    }

    /// Pins `secret` to HS256; it must have 32 bytes or more (RFC 7518 section 3.2).
    package static func hs256(
        secret: [UInt8],
        keyID: String? = nil
    ) throws(VerificationKeyError) -> VerificationKey {
        guard secret.count >= 32 else { throw .shortSecret(byteCount: secret.count) }
        guard let key = HMACKey(secret: secret) else { throw .libcryptoFailure }
        return VerificationKey(keyID: keyID, algorithm: .hs256, material: .secret(key))
    }

    /// Pins the PEM public key in `text` to RS256 (RSA of 2048 to 8192 bits) or ES256 (EC on P-256).
    package static func pem(_ text: String, keyID: String? = nil) throws(VerificationKeyError) -> VerificationKey {
        VerificationKey(keyID: keyID, publicKey: try PublicKey(pem: text))
    }

    /// Reads the keys of a JWK Set (RFC 7517 section 5) that can verify HS256, RS256 or ES256, each pinned by its type.
    ///
    /// Keys for other types, curves, algorithms or purposes are left out, as the RFC asks. Private keys, keys with bad
    /// values, an id on two keys, and secret beside public keys are errors, as is a set of which nothing is left.
    package static func jwks(_ json: [UInt8]) throws(VerificationKeyError) -> [VerificationKey] {
        try JSONWebKeySet(json).verificationKeys()
    }

    init(keyID: String?, publicKey: PublicKey) {
        self.init(keyID: keyID, algorithm: publicKey.algorithm, material: .publicKey(publicKey))
    }

    private init(keyID: String?, algorithm: JWTAlgorithm, material: Material) {
        self.keyID = keyID
        self.algorithm = algorithm
        self.material = material
    }

    /// Whether `signature`, as decoded from a token, is this key's over `message`.
    func verifies(_ signature: [UInt8], over message: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self.material {
        case .secret(let key): key.authenticates(message, with: signature)
        case .publicKey(let key): key.verifies(signature, over: message)
        }
    }
}
