extension VerifiedToken {
    /// Reads the claims of a token whose signature was verified, and holds its times against `now`.
    ///
    /// `exp` is required and has no leeway; `nbf` and `iat` may lie ahead by the leeway (RFC 7519 section 4.1).
    init(payload: [UInt8], now: Int, leewaySeconds: Int) throws(JWTError) {
        guard case .object(let claims)? = try? JSONParser.parse(payload) else { throw .invalidClaims }
        guard let expiresAt = try Self.seconds("exp", in: claims) else { throw .invalidClaims }
        self.payload = payload
        self.expiresAt = expiresAt
        self.notBefore = try Self.seconds("nbf", in: claims)
        self.issuedAt = try Self.seconds("iat", in: claims)
        guard now < expiresAt else { throw .expired }
        let (limit, overflows) = now.addingReportingOverflow(leewaySeconds)
        let latest = overflows ? Int.max : limit
        guard (self.notBefore ?? .min) <= latest, (self.issuedAt ?? .min) <= latest else { throw .notYetValid }
    }

    private static func seconds(_ name: String, in claims: JSONObject) throws(JWTError) -> Int? {
        guard let value = claims[name] else { return nil }
        guard case .integer(let seconds) = value else { throw .invalidClaims }
        return seconds
    }
}
