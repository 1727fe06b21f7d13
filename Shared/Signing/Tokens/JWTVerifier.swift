/// Verifies JSON Web Tokens (RFC 7519) in compact form, following RFC 8725.
package struct JWTVerifier: Sendable {
    /// Bytes of the longest token that is looked at.
    package static let maximumByteCount = 16 * 1024

    private let keys: [VerificationKey]
    private let leewaySeconds: Int

    /// Makes a verifier that trusts `keys` and lets `nbf` and `iat` lie ahead by `leewaySeconds`.
    package init(keys: [VerificationKey], leewaySeconds: Int = 60) {
        self.keys = keys
        self.leewaySeconds = max(0, leewaySeconds)
    }

    /// Returns what `token` says if a key of this verifier signed it and it is valid at `now`, in Unix seconds.
    ///
    /// Claims other than the times are the caller's to judge, `aud` and `iss` included.
    package func verify(_ token: String, now: Int) throws(JWTError) -> VerifiedToken {
        let payload = try self.authenticate(token)
        return try VerifiedToken(payload: payload, now: now, leewaySeconds: self.leewaySeconds)
    }

    /// Returns the payload if a key of this verifier signed it; any bytes, no claims yet.
    func authenticate(_ token: String) throws(JWTError) -> [UInt8] {
        guard token.utf8.count <= Self.maximumByteCount else { throw .malformed }
        let bytes = Array(token.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard
            parts.count == 3,
            let headerBytes = Base64URL.decode(parts[0]),
            let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw .malformed }
        let candidates = try self.candidates(for: try JOSEHeader(headerBytes))
        let isGenuine = bytes[..<parts[1].endIndex].withUnsafeBufferPointer { message in
            candidates.contains { $0.verifies(signature, over: message) }
        }
        guard isGenuine else { throw .badSignature }
        return payload
    }

    /// Returns the keys that the header may mean, all of the algorithm that it names.
    ///
    /// A known `kid` selects; an unknown one leaves the keys without an id, and none at all leaves every key.
    private func candidates(for header: JOSEHeader) throws(JWTError) -> [VerificationKey] {
        let ofAlgorithm = self.keys.filter { $0.algorithm.rawValue == header.algorithm }
        guard !ofAlgorithm.isEmpty else { throw .unsupported }
        guard let keyID = header.keyID else { return ofAlgorithm }
        // As bytes: Swift's strings also count those as equal that differ in Unicode normalization.
        let selected = self.keys.filter { $0.keyID?.utf8.elementsEqual(keyID.utf8) == true }
        if !selected.isEmpty {
            let pinned = selected.filter { $0.algorithm.rawValue == header.algorithm }
            guard !pinned.isEmpty else { throw .unsupported }
            return pinned
        }
        let withoutID = ofAlgorithm.filter { $0.keyID == nil }
        guard !withoutID.isEmpty else { throw .unknownKey }
        return withoutID
    }
}
