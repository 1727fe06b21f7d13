import ServiceKit

/// Whether what tokens are checked with can be used where it is used.
enum SecretReview {
    /// The secret that the DWP backend's repository carries: everybody knows it.
    static let knownSecret = "your_shared_secret_key_must_be_at_least_256_bits_long_for_HS256"

    /// - Parameter hasKeptSecret: Whether `up` has made a secret for this machine.
    static func diagnoses(_ settings: Settings, hasKeptSecret: Bool) -> [Diagnosis] {
        let isProduction = settings.string("AURA_ENV")?.lowercased() == "production"
        let keyFile = settings.string("JWT_PUBLIC_KEY_FILE") ?? settings.string("JWT_JWKS_FILE")
        return [
            Self.secret(
                settings.secret("JWT_SECRET")?.revealed,
                isProduction: isProduction,
                hasKeyFile: keyFile != nil,
                hasKeptSecret: hasKeptSecret
            ),
            Self.access(settings, isProduction: isProduction),
        ]
    }

    static func secret(_ secret: String?, isProduction: Bool, hasKeyFile: Bool, hasKeptSecret: Bool) -> Diagnosis {
        let check = "secret"
        let advice = "set JWT_SECRET to the one that DWP's auth-server signs with, 32 random bytes or more"
        guard let secret else {
            if hasKeyFile { return .ok(check, "tokens are checked with a public key") }
            if isProduction { return .fail(check, "JWT_SECRET is not set", advice) }
            return hasKeptSecret
                ? .ok(check, "JWT_SECRET is not set; this machine's development secret serves")
                : .warn(check, "JWT_SECRET is not set", "./aura up makes one for development")
        }
        let count = secret.utf8.count
        guard count >= TokenSecret.minimumBytes else {
            return .fail(check, "JWT_SECRET has \(count) bytes, and HS256 needs \(TokenSecret.minimumBytes)", advice)
        }
        if secret == Self.knownSecret {
            let finding = "JWT_SECRET is the one of DWP's repository, which everybody knows"
            return isProduction
                ? .fail(check, finding, advice) : .warn(check, finding, "never use it outside development")
        }
        guard Set(secret.utf8).count >= 8 else {
            return .warn(check, "JWT_SECRET repeats a few characters and can be guessed", advice)
        }
        return .ok(check, "JWT_SECRET has \(count) bytes")
    }

    private static func access(_ settings: Settings, isProduction: Bool) -> Diagnosis {
        let check = "access"
        do throws(SettingsError) {
            guard try !settings.bool("AURA_REQUIRE_AUTH", default: true) else {
                return .ok(check, "a token is needed, AURA_ENV is \(isProduction ? "production" : "development")")
            }
            let finding = "AURA_REQUIRE_AUTH is false: whoever reaches the edge is let in without a token"
            let advice = "unset it where others reach the edge"
            return isProduction ? .fail(check, finding, advice) : .warn(check, finding, advice)
        } catch {
            return .fail(check, error.description, "correct it or unset it")
        }
    }
}
