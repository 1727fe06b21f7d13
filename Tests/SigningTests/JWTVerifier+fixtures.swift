@testable import Signing

extension JWTVerifier {
    /// Trusts the tests' secret and nothing else.
    static func hs256(keyID: String? = nil) throws -> JWTVerifier {
        JWTVerifier(keys: [try .hs256(secret: TestToken.secret, keyID: keyID)])
    }

    /// Returns why `token` is refused, or nil if it is not.
    func refusal(of token: String, now: Int = Fixtures.now) -> JWTError? {
        do {
            _ = try self.verify(token, now: now)
            return nil
        } catch {
            return error
        }
    }
}
