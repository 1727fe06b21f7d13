import FoundationEssentials
import ServiceKit
import Signing

/// Who is let in, and by which keys.
struct AccessSettings: Sendable {
    enum Mode: String, CaseIterable {
        case development, production
    }

    /// The secret that the backend's repository carries (contract §3.1): everybody knows it.
    static let developmentSecret = "your_shared_secret_key_must_be_at_least_256_bits_long_for_HS256"

    var verifier: JWTVerifier
    var isTokenRequired: Bool
    /// Makes tokens for anybody who asks. Nil in production, and wherever nobody said that this is development: that is
    /// the default too, and a secret that is one must not be lent to strangers for a missing line.
    var developmentTokens: DevelopmentTokens?

    /// Reads `AURA_ENV` (development), `AURA_REQUIRE_AUTH` (true), `JWT_SECRET` (32 bytes at least; needed unless a key
    /// file is given), `JWT_PUBLIC_KEY_FILE` (PEM) and `JWT_JWKS_FILE`.
    init(_ settings: Settings) throws(SettingsError) {
        let mode = try settings.choice("AURA_ENV", default: Mode.development)
        self.isTokenRequired = try settings.bool("AURA_REQUIRE_AUTH", default: true)
        if mode == .production, !self.isTokenRequired {
            throw SettingsError(name: "AURA_REQUIRE_AUTH", problem: "must not be false with AURA_ENV=production")
        }
        var keys: [VerificationKey] = []
        let secret = settings.secret("JWT_SECRET")?.revealed
        if let secret {
            if mode == .production, secret == Self.developmentSecret {
                throw SettingsError(name: "JWT_SECRET", problem: "is the development secret, which everybody knows")
            }
            keys.append(
                try Self.reading("JWT_SECRET") { try VerificationKey.hs256(secret: Array(secret.utf8)) }
            )
            let isDevelopment = settings.string("AURA_ENV") != nil || secret == Self.developmentSecret
            if mode == .development, isDevelopment { self.developmentTokens = DevelopmentTokens(secret: secret) }
        }
        if let file = settings.string("JWT_PUBLIC_KEY_FILE") {
            let name = "JWT_PUBLIC_KEY_FILE"
            keys.append(
                try Self.reading(name) {
                    try VerificationKey.pem(String(decoding: Self.contents(of: file), as: UTF8.self))
                }
            )
        }
        if let file = settings.string("JWT_JWKS_FILE") {
            keys += try Self.reading("JWT_JWKS_FILE") { try VerificationKey.jwks(Self.contents(of: file)) }
        }
        guard !keys.isEmpty else {
            throw SettingsError(name: "JWT_SECRET", problem: "is not set; tokens cannot be checked without a key")
        }
        self.verifier = JWTVerifier(keys: keys)
    }

    private static func contents(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }

    private static func reading<Value>(_ name: String, _ body: () throws -> Value) throws(SettingsError) -> Value {
        do {
            return try body()
        } catch {
            throw SettingsError(name: name, problem: "cannot be used: \(error)")
        }
    }
}
