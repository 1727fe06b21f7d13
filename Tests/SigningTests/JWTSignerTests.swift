import Signing
import Testing

@Suite struct JWTSignerTests {
    @Test func whatItSignsIsVerified() throws {
        let token = try JWTSigner.hs256(payload: Array(Fixtures.claims.utf8), secret: TestToken.secret)
        #expect(token.hasPrefix("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."))
        let verified = try JWTVerifier.hs256().verify(token, now: Fixtures.now)
        #expect(verified.payload == Array(Fixtures.claims.utf8))
    }

    @Test(arguments: ["k", "", "가😀", #"a"b\c/"#, "\u{00}\u{1f}\n", #"","alg":"none"#])
    func theKeysIdIsWrittenAsJSON(keyID: String) throws {
        let token = try JWTSigner.hs256(payload: Array(Fixtures.claims.utf8), secret: TestToken.secret, keyID: keyID)
        #expect(try JWTVerifier.hs256(keyID: keyID).refusal(of: token) == nil)
        #expect(try JWTVerifier.hs256(keyID: "\(keyID)x").refusal(of: token) == .unknownKey)
    }
}
