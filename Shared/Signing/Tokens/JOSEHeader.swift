/// The header of a compact JWS (RFC 7515 section 4), as far as it may influence verifying.
///
/// Keys that a header brings or points to (`jwk`, `jku`, `x5c`, `x5u`, …) are never read.
struct JOSEHeader: Equatable {
    /// `alg`, not yet held against any key.
    let algorithm: String

    /// `kid`: any string at all, only ever compared.
    let keyID: String?

    init(_ json: [UInt8]) throws(JWTError) {
        guard
            case .object(let header)? = try? JSONParser.parse(json),
            let algorithm = header["alg"]?.string
        else { throw .malformed }
        self.algorithm = algorithm
        self.keyID = try Self.string("kid", of: header)
        // No extension is understood (RFC 7515 section 4.1.11), an unencoded payload (RFC 7797) included, and nothing
        // is decompressed (RFC 8725 section 3.6).
        guard
            header["crit"] == nil, header["zip"] == nil,
            header["b64"] ?? .boolean(true) == .boolean(true),
            try Self.isAccessToken(type: Self.string("typ", of: header))
        else { throw .unsupported }
    }

    /// Whether a token of this `typ` may be an access token.
    ///
    /// One that says to be something else is not (RFC 8725 section 3.11). Media types ignore case and may leave out
    /// `application/` (RFC 7515 section 4.1.9).
    private static func isAccessToken(type: String?) -> Bool {
        guard let type = type?.lowercased() else { return true }
        return ["jwt", "at+jwt", "application/jwt", "application/at+jwt"].contains(type)
    }

    private static func string(_ name: String, of header: JSONObject) throws(JWTError) -> String? {
        guard let value = header[name] else { return nil }
        guard let string = value.string else { throw .malformed }
        return string
    }
}
