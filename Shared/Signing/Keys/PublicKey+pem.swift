import COpenSSL

extension PublicKey {
    /// Reads one PEM block `PUBLIC KEY` (RFC 7468 section 13: a SubjectPublicKeyInfo).
    convenience init(pem text: String) throws(VerificationKeyError) {
        let lines = text.split(whereSeparator: \.isNewline)
        let labels = lines.filter { $0.hasPrefix("-----BEGIN ") }
        guard !labels.contains(where: { $0.hasSuffix("PRIVATE KEY-----") }) else { throw .privateKey }
        guard
            labels == ["-----BEGIN PUBLIC KEY-----"],
            lines.first == labels.first,
            lines.last == "-----END PUBLIC KEY-----"
        else { throw .malformedPEM }
        let block = Array(lines.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
        // The source reads from these bytes, so it must not outlive the closure.
        let key = block.withUnsafeBytes { block in
            LibcryptoErrors.dropped { () -> OpaquePointer? in
                guard let source = BIO_new_mem_buf(block.baseAddress, CInt(clamping: block.count)) else { return nil }
                defer { BIO_free(source) }
                // Without a callback an encrypted block would make libcrypto ask for a password at the terminal.
                return PEM_read_bio_PUBKEY(source, nil, { _, _, _, _ in -1 }, nil)
            }
        }
        guard let key else { throw .malformedPEM }
        try self.init(adopting: key)
    }
}
