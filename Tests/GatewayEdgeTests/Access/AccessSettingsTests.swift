import Foundation
import ServiceKit
import Testing

@testable import GatewayEdge

@Suite struct AccessSettingsTests {
    private static let secret = "a secret for tests that has more than thirty-two bytes"
    private static let developmentSecret = "your_shared_secret_key_must_be_at_least_256_bits_long_for_HS256"

    private func refusedName(_ environment: [String: String]) -> String? {
        do {
            _ = try AccessSettings(Settings(environment: environment))
            return nil
        } catch {
            return error.name
        }
    }

    @Test(arguments: [
        ([:], "JWT_SECRET"),
        (["JWT_SECRET": ""], "JWT_SECRET"),
        (["JWT_SECRET": String(repeating: "x", count: 31)], "JWT_SECRET"),
        (["JWT_SECRET": developmentSecret, "AURA_ENV": "production"], "JWT_SECRET"),
        (["JWT_SECRET": secret, "AURA_ENV": "production", "AURA_REQUIRE_AUTH": "false"], "AURA_REQUIRE_AUTH"),
        (["JWT_SECRET": secret, "AURA_REQUIRE_AUTH": "perhaps"], "AURA_REQUIRE_AUTH"),
        (["JWT_SECRET": secret, "AURA_ENV": "prod"], "AURA_ENV"),
        (["JWT_SECRET": secret, "JWT_PUBLIC_KEY_FILE": "/nonexistent/key.pem"], "JWT_PUBLIC_KEY_FILE"),
        (["JWT_JWKS_FILE": "/nonexistent/keys.json"], "JWT_JWKS_FILE"),
    ])
    func whatWouldLetStrangersInIsRefused(environment: [String: String], name: String) {
        #expect(self.refusedName(environment) == name)
    }

    @Test(arguments: [
        (["JWT_SECRET": secret], true),
        (["JWT_SECRET": String(repeating: "x", count: 32)], true),
        (["JWT_SECRET": developmentSecret], true),
        (["JWT_SECRET": secret, "AURA_ENV": "production"], true),
        (["JWT_SECRET": secret, "AURA_REQUIRE_AUTH": "false"], false),
    ])
    func whatKeepsThemOutIsTaken(environment: [String: String], isTokenRequired: Bool) throws {
        let settings = try AccessSettings(Settings(environment: environment))
        #expect(settings.isTokenRequired == isTokenRequired)
    }

    @Test func aRefusalNeverShowsTheSecret() {
        do {
            _ = try AccessSettings(Settings(environment: ["JWT_SECRET": "hush-hush"]))
            Issue.record("A short secret was taken")
        } catch {
            #expect(!error.description.contains("hush"))
        }
    }
}
