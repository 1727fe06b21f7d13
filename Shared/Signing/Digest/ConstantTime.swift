import COpenSSL

/// Compares secrets without telling by its duration where they differ.
package enum ConstantTime {
    /// Whether both hold the same bytes; only their lengths show in the time that it takes.
    package static func equals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
