import Testing

@testable import Signing

@Suite struct VerifiedTokenTests {
    /// `now` is 1000, the leeway 60.
    @Test(
        arguments: [
            (#"{"exp":1001}"#, nil), (#"{"exp":1000}"#, .expired), (#"{"exp":999}"#, .expired),
            (#"{"exp":940}"#, .expired),
            (#"{"exp":0}"#, .expired), (#"{"exp":-1}"#, .expired), (#"{"exp":9223372036854775807}"#, nil),
            (#"{"exp":2000,"nbf":1000}"#, nil), (#"{"exp":2000,"nbf":1060}"#, nil),
            (#"{"exp":2000,"nbf":1061}"#, .notYetValid), (#"{"exp":2000,"nbf":9223372036854775807}"#, .notYetValid),
            (#"{"exp":2000,"nbf":-9223372036854775808}"#, nil),
            (#"{"exp":2000,"iat":1060}"#, nil), (#"{"exp":2000,"iat":1061}"#, .notYetValid),
            (#"{"exp":2000,"iat":0}"#, nil),
            (#"{"exp":2000,"nbf":900,"iat":900}"#, nil), (#"{"exp":2000,"nbf":900,"iat":1061}"#, .notYetValid),
            (#"{"exp":1000,"nbf":1061}"#, .expired),
        ] as [(String, JWTError?)]
    )
    func timesAreHeldAgainstNow(claims: String, expected: JWTError?) throws {
        #expect(try JWTVerifier.hs256().refusal(of: TestToken.signed(payload: claims), now: 1000) == expected)
    }

    @Test(arguments: ["exp", "nbf", "iat"])
    func aTimeIsAnInteger(claim: String) throws {
        let verifier = try JWTVerifier.hs256()
        let others = [
            "1500.0", "1500.5", "15e2", "1.5E3", #""1500""#, #""""#, "null", "true", "[1500]", #"{"s":1500}"#,
            "9223372036854775808", "-9223372036854775809", "1e400",
        ]
        for value in others {
            let claims = claim == "exp" ? #"{"exp":\#(value)}"# : #"{"exp":2000,"\#(claim)":\#(value)}"#
            #expect(verifier.refusal(of: try TestToken.signed(payload: claims), now: 1000) == .invalidClaims)
        }
    }

    @Test(arguments: [
        "{}", #"{"iat":900}"#, #"{"EXP":2000}"#, #"{"x":{"exp":2000}}"#, "", "exp", "2000", #""exp""#, "null",
        #"[{"exp":2000}]"#, #"{"exp":2000}{"exp":2000}"#, #"{"exp":2000"#, #"{"exp":1,"exp":2000}"#,
        #"{"exp":2000,"sub":"1","sub":"2"}"#, #"{"exp":2000,"tenant_id":"1","tenant\u005fid":"2"}"#,
    ])
    func claimsAreOneObjectWithAnEnd(claims: String) throws {
        let token = try TestToken.signed(payload: claims)
        #expect(try JWTVerifier.hs256().refusal(of: token, now: 1000) == .invalidClaims)
    }

    @Test func onlyTheKeysHolderLearnsOfTheClaims() throws {
        let expired = try TestToken.signed(payload: #"{"exp":1}"#)
        #expect(try JWTVerifier.hs256().refusal(of: expired) == .expired)
        let forged = TestToken.unsigned(header: #"{"alg":"HS256"}"#, payload: #"{"exp":1}"#, signature: "AAAA")
        #expect(try JWTVerifier.hs256().refusal(of: forged) == .badSignature)
    }

    @Test func theLeewayIsTheCallers() throws {
        let key = try VerificationKey.hs256(secret: TestToken.secret)
        let token = try TestToken.signed(payload: #"{"exp":2000,"nbf":1030,"iat":1030}"#)
        #expect(JWTVerifier(keys: [key], leewaySeconds: 30).refusal(of: token, now: 1000) == nil)
        #expect(JWTVerifier(keys: [key], leewaySeconds: 29).refusal(of: token, now: 1000) == .notYetValid)
        #expect(JWTVerifier(keys: [key], leewaySeconds: -5).refusal(of: token, now: 1030) == nil)
        #expect(JWTVerifier(keys: [key], leewaySeconds: .max).refusal(of: token, now: 1000) == nil)
    }

    @Test func whatWasVerifiedIsTold() throws {
        let claims = #"{"exp":2000,"nbf":950,"iat":960,"sub":"가"}"#
        let verified = try JWTVerifier.hs256().verify(TestToken.signed(payload: claims), now: 1000)
        #expect(verified == VerifiedToken(payload: Array(claims.utf8), expiresAt: 2000, notBefore: 950, issuedAt: 960))
    }
}
