import COpenSSL

/// A public key of libcrypto's, for one algorithm.
///
/// Owns the handle and frees it when released.
final class PublicKey: Sendable {
    let algorithm: JWTAlgorithm

    /// Bytes of a signature by this key as a JWS holds it.
    let signatureByteCount: Int

    /// An `EVP_PKEY`, checked in `init` and never changed after that.
    ///
    /// Verifying only reads it and counts references atomically, and what libcrypto caches in it is under its own lock,
    /// so threads may share it (openssl-threads(7)).
    private nonisolated(unsafe) let key: OpaquePointer

    /// Takes over the handle `key`, also when it throws.
    init(adopting key: OpaquePointer) throws(VerificationKeyError) {
        do {
            (self.algorithm, self.signatureByteCount) = try Self.examine(key)
            self.key = key
        } catch {
            EVP_PKEY_free(key)
            throw error
        }
    }

    deinit {
        EVP_PKEY_free(self.key)
    }

    /// Whether `signature`, in the form of RFC 7518 sections 3.3 and 3.4, is this key's over `message`.
    func verifies(_ signature: [UInt8], over message: UnsafeBufferPointer<UInt8>) -> Bool {
        guard signature.count == self.signatureByteCount else { return false }
        return LibcryptoErrors.dropped {
            switch self.algorithm {
            case .hs256: false
            case .rs256: self.verifies(encoded: signature, over: message)
            case .es256:
                ECDSASignature.der(fromConcatenated: signature).map { self.verifies(encoded: $0, over: message) }
                    ?? false
            }
        }
    }

    private func verifies(encoded signature: [UInt8], over message: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        // The default padding of an RSA key is that of PKCS #1 v1.5, which is RS256's.
        guard EVP_DigestVerifyInit_ex(context, nil, "SHA256", nil, nil, self.key, nil) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, message.baseAddress, message.count) == 1
    }

    private static func examine(
        _ key: OpaquePointer
    ) throws(VerificationKeyError) -> (algorithm: JWTAlgorithm, signatureByteCount: Int) {
        // The id of an RSA-PSS key differs: such a key must not sign with PKCS #1 v1.5.
        switch EVP_PKEY_get_id(key) {
        case EVP_PKEY_RSA:
            let bitCount = Int(EVP_PKEY_get_bits(key))
            guard 2048...8192 ~= bitCount else { throw .unacceptableModulus(bitCount: bitCount) }
            try self.checkValues(of: key)
            return (.rs256, Int(EVP_PKEY_get_size(key)))
        case EVP_PKEY_EC:
            guard self.curve(of: key) == NID_X9_62_prime256v1 else { throw .unsupportedKey }
            try self.checkValues(of: key)
            return (.es256, ECDSASignature.concatenatedByteCount)
        default:
            throw .unsupportedKey
        }
    }

    private static func curve(of key: OpaquePointer) -> CInt? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { name in
            var count = 0
            guard EVP_PKEY_get_group_name(key, name.baseAddress, name.count, &count) == 1 else { return nil }
            return OBJ_txt2nid(name.baseAddress)
        }
    }

    private static func checkValues(of key: OpaquePointer) throws(VerificationKeyError) {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { throw .libcryptoFailure }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_public_check(context) == 1 else { throw .malformedKey("values out of range") }
    }
}
