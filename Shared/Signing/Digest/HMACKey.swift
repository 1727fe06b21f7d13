import COpenSSL

/// A secret set up for HMAC-SHA256 (RFC 2104) once, so that a message costs neither look-ups nor key setup.
///
/// Owns libcrypto's copy of the secret and wipes it when released.
final class HMACKey: Sendable {
    /// Keyed in `init` and only ever duplicated after that; `EVP_MAC_CTX_dup` takes its source as const, so threads
    /// may do so at once.
    private nonisolated(unsafe) let keyed: OpaquePointer

    /// Fails when libcrypto does.
    init?(secret: [UInt8]) {
        guard let context = EVP_MAC_CTX_new(LibcryptoAlgorithms.hmac) else { return nil }
        var digestName = Array("SHA256".utf8CString)
        let isKeyed = digestName.withUnsafeMutableBufferPointer { name in
            let parameters = [
                OSSL_PARAM_construct_utf8_string(aura_name_digest(), name.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            return EVP_MAC_init(context, secret, secret.count, parameters)
        }
        guard isKeyed == 1 else {
            EVP_MAC_CTX_free(context)
            return nil
        }
        self.keyed = context
    }

    deinit {
        EVP_MAC_CTX_free(self.keyed)
    }

    /// Returns the 32 bytes that authenticate `message`, or nil when libcrypto fails.
    func authenticationCode(for message: some Collection<UInt8>) -> [UInt8]? {
        guard let context = EVP_MAC_CTX_dup(self.keyed) else { return nil }
        defer { EVP_MAC_CTX_free(context) }
        let isUpdated =
            message.withContiguousStorageIfAvailable { EVP_MAC_update(context, $0.baseAddress, $0.count) }
            ?? Array(message).withUnsafeBufferPointer { EVP_MAC_update(context, $0.baseAddress, $0.count) }
        guard isUpdated == 1 else { return nil }
        var count = 0
        var code = [UInt8](repeating: 0, count: SHA256.byteCount)
        guard EVP_MAC_final(context, &code, &count, code.count) == 1, count == code.count else { return nil }
        return code
    }

    /// Whether `code` authenticates `message`, compared in constant time.
    func authenticates(_ message: some Collection<UInt8>, with code: [UInt8]) -> Bool {
        guard let expected = self.authenticationCode(for: message) else { return false }
        return ConstantTime.equals(expected, code)
    }
}
