import COpenSSL

/// Holds what libcrypto looks up by name, looked up once for the life of the process.
///
/// A look-up for each message would cost more than the digest of a short one (OpenSSL 3.0, crypto(7), "Explicit fetching").
/// Method objects are immutable and counted atomically, so all threads may share them.
enum LibcryptoAlgorithms {
    nonisolated(unsafe) static let sha256: OpaquePointer = {
        guard let digest = EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto offers no SHA-256: its installation or openssl.cnf is broken")
        }
        return digest
    }()

    nonisolated(unsafe) static let hmac: OpaquePointer = {
        guard let mac = EVP_MAC_fetch(nil, "HMAC", nil) else {
            preconditionFailure("libcrypto offers no HMAC: its installation or openssl.cnf is broken")
        }
        return mac
    }()
}
