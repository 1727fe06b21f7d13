import COpenSSL

/// Makes SHA-256 digests (FIPS 180-4).
package enum SHA256 {
    /// Bytes of a digest.
    package static let byteCount = 32

    /// Returns the 32 bytes of the digest of all of `bytes`.
    package static func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
        if let digest = bytes.withContiguousStorageIfAvailable({ self.digest(ofContiguous: $0) }) {
            return digest
        }
        return Array(bytes).withUnsafeBufferPointer { self.digest(ofContiguous: $0) }
    }

    /// Returns the digest of `bytes` as 64 lower-case hexadecimal digits.
    package static func hexadecimalDigest(of bytes: some Collection<UInt8>) -> String {
        Hexadecimal.encode(self.digest(of: bytes))
    }

    private static func digest(ofContiguous bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: self.byteCount) { digest, count in
            let method = LibcryptoAlgorithms.sha256
            let isMade = EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, nil, method, nil)
            precondition(isMade == 1, "libcrypto could not digest: out of memory")
            count = self.byteCount
        }
    }
}
