/// Turns an ES256 signature from a token's form into libcrypto's.
enum ECDSASignature {
    /// Bytes of r and s together, as RFC 7518 section 3.4 writes them.
    static let concatenatedByteCount = 64

    /// Returns r || s as a DER `ECDSA-Sig-Value` (RFC 3279 section 2.2.3).
    ///
    /// Nil for any other length and where r or s is zero; libcrypto refuses values not below the group's order.
    static func der(fromConcatenated signature: [UInt8]) -> [UInt8]? {
        guard signature.count == self.concatenatedByteCount else { return nil }
        let halves = [signature[..<32], signature[32...]]
        guard halves.allSatisfy({ half in half.contains { $0 != 0 } }) else { return nil }
        let integers = halves.flatMap(self.derInteger)
        return [0x30, UInt8(integers.count)] + integers
    }

    /// Returns the shortest DER INTEGER of a positive number of at most 32 bytes.
    private static func derInteger(of bigEndian: ArraySlice<UInt8>) -> [UInt8] {
        let magnitude = bigEndian.drop { $0 == 0 }
        let sign: [UInt8] = magnitude.first.map { $0 >= 0x80 } == true ? [0x00] : []
        return [0x02, UInt8(sign.count + magnitude.count)] + sign + magnitude
    }
}
