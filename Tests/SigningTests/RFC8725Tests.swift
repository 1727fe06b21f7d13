import Testing

@testable import Signing

/// The advice of RFC 8725, and how tools probe for its neglect.
@Suite struct RFC8725Tests {
    private static func verifierOfAllAlgorithms() throws -> JWTVerifier {
        JWTVerifier(keys: [
            try .hs256(secret: TestToken.secret, keyID: "secret-1"),
            try .pem(Fixtures.rsaPublicKey, keyID: "rsa-1"),
            try .pem(Fixtures.p256PublicKey, keyID: "ec-1"),
        ])
    }

    // MARK: 3.1 and 3.2: algorithms

    @Test(arguments: [
        Fixtures.rsaPublicKey, Fixtures.rsaPublicKey + "\n", Fixtures.p256PublicKey, Fixtures.p256PublicKey + "\n",
        Fixtures.rsaModulus,
    ])
    func aPublicKeyIsNeverASecret(text: String) throws {
        for header in [#"{"alg":"HS256"}"#, #"{"alg":"HS256","kid":"rsa-1"}"#, #"{"alg":"HS256","kid":"ec-1"}"#] {
            let token = try TestToken.signed(
                header: header.utf8,
                payload: Fixtures.claims.utf8,
                secret: Array(text.utf8)
            )
            let publicKeys = [try VerificationKey.pem(Fixtures.rsaPublicKey), try .pem(Fixtures.p256PublicKey)]
            #expect(JWTVerifier(keys: publicKeys).refusal(of: token) == .unsupported)
            #expect(try Self.verifierOfAllAlgorithms().refusal(of: token) != nil)
        }
    }

    @Test func anIdOfAKeyOfAnotherAlgorithmIsRefused() throws {
        let token = try TestToken.signed(header: #"{"alg":"HS256","kid":"rsa-1"}"#)
        #expect(try Self.verifierOfAllAlgorithms().refusal(of: token) == .unsupported)
    }

    @Test(arguments: ["none", "None", "NONE", "nOnE", "nONE", "noNe", " none", "none ", "", "null"])
    func noneIsRefusedHoweverItIsWritten(algorithm: String) throws {
        let header = #"{"alg":"\#(algorithm)"}"#
        let verifier = try Self.verifierOfAllAlgorithms()
        for signature in ["", "AA", Base64URL.encode([UInt8](repeating: 0, count: 32))] {
            let token = TestToken.unsigned(header: header, signature: signature)
            #expect(verifier.refusal(of: token) == .unsupported)
        }
        #expect(verifier.refusal(of: try TestToken.signed(header: header)) == .unsupported)
    }

    @Test(arguments: [
        "hs256", "Hs256", "HS256 ", "HS384", "HS512", "RS384", "PS256", "ES384", "ES256K", "EdDSA", "dir",
    ])
    func onlyThePinnedNamesAreAlgorithms(algorithm: String) throws {
        let token = try TestToken.signed(header: #"{"alg":"\#(algorithm)"}"#)
        #expect(try Self.verifierOfAllAlgorithms().refusal(of: token) == .unsupported)
    }

    @Test(arguments: [
        "{}", #"{"typ":"JWT"}"#, #"{"alg":null}"#, #"{"alg":256}"#, #"{"alg":["HS256"]}"#, #"{"ALG":"HS256"}"#,
        #"{"alg":"HS256","alg":"HS256"}"#, #"{"alg":"none","alg":"HS256"}"#, #"{"alg":"HS256","\u0061lg":"none"}"#,
        #"["HS256"]"#, #""HS256""#, "HS256", "", #"{"alg":"HS256"}{}"#, #"{"alg":"HS256""#,
        #"{"alg":"HS256","kid":7}"#, #"{"alg":"HS256","kid":null}"#, #"{"alg":"HS256","typ":7}"#,
    ])
    func aHeaderThatIsNotOneIsRefused(header: String) throws {
        #expect(try JWTVerifier.hs256().refusal(of: TestToken.signed(header: header)) == .malformed)
    }

    // MARK: 3.3: every part is verified

    @Test func aVerifierWithoutKeysRefusesAll() throws {
        let verifier = JWTVerifier(keys: [])
        #expect(verifier.refusal(of: try TestToken.signed()) == .unsupported)
        #expect(verifier.refusal(of: Fixtures.rs256Token) == .unsupported)
    }

    // MARK: 3.4: inputs are checked

    @Test func aPointOffTheCurveIsNoKey() {
        let (x, y) = Fixtures.p256Coordinates
        for (x, y) in [(y, x), (x, x), (x, Base64URL.encode([UInt8](repeating: 0, count: 32)))] {
            let set = #"{"keys":[{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)"}]}"#
            #expect(throws: VerificationKeyError.malformedKey("not a point of P-256")) {
                try VerificationKey.jwks(Array(set.utf8))
            }
        }
    }

    // MARK: 3.5: keys have entropy

    @Test(arguments: [
        "", "secret", "password", "changeme", "your-256-bit-secret", "your_jwt_secret", "secretkey", "0123456789",
        "AllYourBase", "thirty-one bytes are one to few", "\0",
    ])
    func aShortSecretIsNoKey(text: String) {
        let secret = Array(text.utf8)
        #expect(throws: VerificationKeyError.shortSecret(byteCount: secret.count)) {
            try VerificationKey.hs256(secret: secret)
        }
        #expect(throws: VerificationKeyError.shortSecret(byteCount: secret.count)) {
            try JWTSigner.hs256(payload: Array(Fixtures.claims.utf8), secret: secret)
        }
        let set = #"{"keys":[{"kty":"oct","k":"\#(Base64URL.encode(secret))"}]}"#
        #expect(throws: VerificationKeyError.shortSecret(byteCount: secret.count)) {
            try VerificationKey.jwks(Array(set.utf8))
        }
    }

    @Test(arguments: ["", "\0", "secret", "password", "your-256-bit-secret"])
    func aTokenSignedWithAGuessIsRefused(guess: String) throws {
        let token = try TestToken.signed(
            header: #"{"alg":"HS256"}"#.utf8,
            payload: Fixtures.claims.utf8,
            secret: Array(guess.utf8)
        )
        #expect(try JWTVerifier.hs256().refusal(of: token) == .badSignature)
    }

    @Test func anEmptySignatureIsRefused() throws {
        let token = TestToken.unsigned(header: #"{"alg":"HS256"}"#)
        #expect(try JWTVerifier.hs256().refusal(of: token) == .badSignature)
    }

    // MARK: 3.6: nothing is decompressed

    @Test func aCompressedTokenIsRefused() throws {
        let token = try TestToken.signed(header: #"{"alg":"HS256","zip":"DEF"}"#)
        #expect(try JWTVerifier.hs256().refusal(of: token) == .unsupported)
    }

    // MARK: 3.7: text is UTF-8

    @Test(
        arguments: [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe3, 0x81], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]]
    )
    func headerAndClaimsAreUTF8(invalid: [UInt8]) throws {
        let verifier = try JWTVerifier.hs256()
        let header = Array(#"{"alg":"HS256","kid":""#.utf8) + invalid + Array(#""}"#.utf8)
        #expect(verifier.refusal(of: try TestToken.signed(header: header)) == .malformed)
        let claims = Array(#"{"exp":4102444800,"sub":""#.utf8) + invalid + Array(#""}"#.utf8)
        let token = try TestToken.signed(header: #"{"alg":"HS256"}"#.utf8, payload: claims)
        #expect(verifier.refusal(of: token) == .invalidClaims)
    }

    @Test func otherEncodingsAreRefused() throws {
        let verifier = try JWTVerifier.hs256()
        let header = #"{"alg":"HS256"}"#
        let encodings = [
            header.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] },
            header.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] },
            [0xef, 0xbb, 0xbf] + Array(header.utf8),
        ]
        for encoded in encodings {
            #expect(verifier.refusal(of: try TestToken.signed(header: encoded)) == .malformed)
        }
    }

    // MARK: 3.10: what a token claims is not trusted

    @Test(arguments: [
        "", " ", ".", "../../../../dev/null", "/dev/null", "../../etc/passwd",
        "file:///proc/sys/kernel/randomize_va_space",
        "' OR '1'='1", "x' UNION SELECT 'key';--", "| sleep 10", "; touch /tmp/x", "$(id)", "%00", "\\u0000", "{{7*7}}",
        "secret-1\\u0000", "SECRET-1", "secret-1 ", "https://attacker.example/key.pem",
    ])
    func anUnknownIdSelectsNoKey(keyID: String) throws {
        let header = #"{"alg":"HS256","kid":"\#(keyID)"}"#
        let token = try TestToken.signed(header: header)
        #expect(try JWTVerifier.hs256(keyID: "secret-1").refusal(of: token) == .unknownKey)
        // With a key that has no id of its own, only the signature counts.
        #expect(try JWTVerifier.hs256().refusal(of: token) == nil)
        let forged = try TestToken.signed(header: header.utf8, payload: Fixtures.claims.utf8, secret: [])
        #expect(try JWTVerifier.hs256().refusal(of: forged) == .badSignature)
    }

    @Test func idsThatOnlyLookAlikeDiffer() throws {
        let token = try TestToken.signed(header: "{\"alg\":\"HS256\",\"kid\":\"cle\u{301}\"}")
        #expect(try JWTVerifier.hs256(keyID: "cl\u{e9}").refusal(of: token) == .unknownKey)
        #expect(try JWTVerifier.hs256(keyID: "cle\u{301}").refusal(of: token) == nil)
    }

    @Test func aKeyInTheHeaderIsNotTrusted() throws {
        let trusting = JWTVerifier(keys: [try .pem(Fixtures.otherRSAPublicKey)])
        #expect(trusting.refusal(of: Fixtures.rs256TokenWithEmbeddedKey) == nil)
        let verifier = JWTVerifier(keys: [try .pem(Fixtures.rsaPublicKey)])
        #expect(verifier.refusal(of: Fixtures.rs256TokenWithEmbeddedKey) == .badSignature)
    }

    @Test(arguments: [
        #""jwk":{"kty":"oct","k":"YXR0YWNrZXI"}"#, #""jku":"http://169.254.169.254/""#, #""x5u":"file:///etc/passwd""#,
        #""x5c":["MIIB"]"#, #""x5t":"AA""#, ##""x5t#S256":"AA""##,
    ])
    func aPointerToAKeyChangesNothing(member: String) throws {
        let header = #"{"alg":"HS256",\#(member)}"#
        #expect(try JWTVerifier.hs256().refusal(of: TestToken.signed(header: header)) == nil)
        let forged = try TestToken.signed(
            header: header.utf8,
            payload: Fixtures.claims.utf8,
            secret: Array("attacker".utf8)
        )
        #expect(try JWTVerifier.hs256().refusal(of: forged) == .badSignature)
    }

    @Test(arguments: [
        #""crit":["exp"],"exp":1"#, #""crit":["b64"],"b64":false"#, #""crit":[]"#, #""crit":["http://example.com/x"]"#,
        #""crit":null"#, #""crit":"alg""#, #""b64":false"#, #""b64":"false""#, #""b64":0"#,
    ])
    func whatIsCriticalIsNotUnderstood(members: String) throws {
        let token = try TestToken.signed(header: #"{"alg":"HS256",\#(members)}"#)
        #expect(try JWTVerifier.hs256().refusal(of: token) == .unsupported)
    }

    // MARK: 3.11 and 3.12: one kind of token is not taken for another

    @Test(
        arguments: [
            ("JWT", nil), ("jwt", nil), ("at+jwt", nil), ("application/at+jwt", nil), ("application/JWT", nil),
            ("dpop+jwt", .unsupported), ("secevent+jwt", .unsupported), ("logout+jwt", .unsupported),
            ("JOSE", .unsupported),
            ("", .unsupported),
        ] as [(String, JWTError?)]
    )
    func aTokenOfAnotherTypeIsRefused(type: String, expected: JWTError?) throws {
        let token = try TestToken.signed(header: #"{"alg":"HS256","typ":"\#(type)"}"#)
        #expect(try JWTVerifier.hs256().refusal(of: token) == expected)
    }

    @Test func aTokenOfOneKeyIsNotTakenForAnothers() throws {
        let verifier = JWTVerifier(keys: [
            try .pem(Fixtures.rsaPublicKey, keyID: "rsa-1"), try .pem(Fixtures.otherRSAPublicKey, keyID: "rsa-2"),
        ])
        #expect(verifier.refusal(of: Fixtures.rs256TokenWithKeyID) == nil)
        #expect(verifier.refusal(of: Fixtures.rs256TokenByOtherKey) == .badSignature)
    }

    @Test func aNestedTokenIsRefused() throws {
        let inner = try TestToken.signed()
        let token = try TestToken.signed(header: #"{"alg":"HS256","cty":"JWT"}"#, payload: inner)
        #expect(try JWTVerifier.hs256().refusal(of: token) == .invalidClaims)
    }
}
