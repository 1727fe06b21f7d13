import Testing

@testable import Signing

@Suite struct JSONWebKeySetTests {
    private static let rsa = #""kty":"RSA","n":"\#(Fixtures.rsaModulus)","e":"AQAB""#
    private static let p256 = """
        "kty":"EC","crv":"P-256","x":"\(Fixtures.p256Coordinates.x)","y":"\(Fixtures.p256Coordinates.y)"
        """
    private static let oct = #""kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8""#

    private static func parse(_ keys: [String]) throws(VerificationKeyError) -> [VerificationKey] {
        try VerificationKey.jwks(Array("{\"keys\":[\(keys.map { "{\($0)}" }.joined(separator: ","))]}".utf8))
    }

    @Test func eachKeyIsPinnedByItsType() throws {
        let keys = try Self.parse([#"\#(Self.rsa),"kid":"a""#, #"\#(Self.p256),"kid":"b""#])
        #expect(keys.map(\.algorithm) == [.rs256, .es256])
        #expect(keys.map(\.keyID) == ["a", "b"])
        #expect(JWTVerifier(keys: keys).refusal(of: Fixtures.rs256Token) == nil)
        #expect(JWTVerifier(keys: keys).refusal(of: Fixtures.es256Token) == nil)
        #expect(try Self.parse([Self.oct]).map(\.algorithm) == [.hs256])
    }

    /// Whether the key may verify; one that may not leaves nothing of its set.
    @Test(arguments: [
        (#"\#(Self.rsa),"alg":"RS256""#, true), (#"\#(Self.rsa),"alg":"PS256""#, false),
        (#"\#(Self.rsa),"alg":"RS512""#, false), (#"\#(Self.rsa),"alg":"RSA-OAEP""#, false),
        (#"\#(Self.rsa),"alg":"HS256""#, false), (#"\#(Self.rsa),"alg":"none""#, false),
        (#"\#(Self.p256),"alg":"ES256""#, true), (#"\#(Self.p256),"alg":"ES512""#, false),
        (#"\#(Self.p256),"alg":"ECDH-ES""#, false), (#"\#(Self.oct),"alg":"HS256""#, true),
        (#"\#(Self.oct),"alg":"HS384""#, false), (#"\#(Self.oct),"alg":"A256GCM""#, false),
        (#"\#(Self.rsa),"use":"sig""#, true), (#"\#(Self.rsa),"use":"enc""#, false),
        (#"\#(Self.oct),"use":"enc""#, false),
        (#"\#(Self.rsa),"key_ops":["verify"]"#, true), (#"\#(Self.rsa),"key_ops":["encrypt","verify"]"#, true),
        (#"\#(Self.rsa),"key_ops":["encrypt"]"#, false), (#"\#(Self.rsa),"key_ops":[]"#, false),
        (#"\#(Self.oct),"key_ops":["sign"]"#, false), (#"\#(Self.oct),"key_ops":["sign","verify"]"#, true),
        (#"\#(Self.rsa),"use":"enc","key_ops":["verify"]"#, false),
        (#"\#(Self.rsa),"x5c":["nonsense"],"x5u":"http://attacker.example/","unknown":[{}]"#, true),
        (#""kty":"EC","crv":"P-384","x":"AA","y":"AA""#, false),
        (#""kty":"EC","crv":"secp256k1","x":"AA","y":"AA""#, false),
        (#""kty":"OKP","crv":"Ed25519","x":"AA""#, false), (#""kty":"rsa","n":"AA","e":"AQAB""#, false),
    ])
    func aKeyIsUsedForWhatItIsMeantFor(key: String, isUsable: Bool) throws {
        if isUsable {
            #expect(try Self.parse([key]).count == 1)
        } else {
            #expect(throws: VerificationKeyError.noUsableKey) { try Self.parse([key]) }
        }
    }

    @Test func keysForOtherThingsAreLeftOut() throws {
        let keys = try Self.parse([
            #"\#(Self.rsa),"kid":"a","use":"enc""#, #""kty":"OKP","crv":"Ed25519","x":"AA""#,
            #"\#(Self.p256),"kid":"b""#,
        ])
        #expect(keys.map(\.keyID) == ["b"])
    }

    @Test(arguments: [
        #""n":"AA""#, #""kty":7"#, #""kty":"RSA","e":"AQAB""#, #""kty":"RSA","n":"\#(Fixtures.rsaModulus)""#,
        #""kty":"RSA","n":"\#(Fixtures.rsaModulus)=","e":"AQAB""#,
        #""kty":"RSA","n":"\#(Fixtures.rsaModulus)","e":"AQ""#,
        #""kty":"RSA","n":"\#(Fixtures.rsaModulus)","e":"AQAA""#,
        #""kty":"RSA","n":"\#(Fixtures.rsaModulus)","e":"AA""#,
        #""kty":"RSA","n":"\#(Fixtures.rsaModulus)","e":"""#, #""kty":"RSA","n":"\#(Fixtures.rsaModulus)","e":65537"#,
        #""kty":"RSA","n":"\#(Fixtures.rsaModulus)","e":"AQAAAAAAAAAB""#,
        #""kty":"EC","crv":"P-256","x":"\#(Fixtures.p256Coordinates.x)""#,
        #""kty":"EC","crv":"P-256","x":"AA","y":"AA""#,
        #""kty":"EC","crv":"P-256","x":"AAAA\#(Fixtures.p256Coordinates.x)","y":"\#(Fixtures.p256Coordinates.y)""#,
        #""kty":"EC","crv":7"#, #""kty":"oct""#, #""kty":"oct","k":"AA=="#,
        #"\#(Self.rsa),"kid":7"#, #"\#(Self.rsa),"alg":null"#, #"\#(Self.rsa),"use":["sig"]"#,
        #"\#(Self.rsa),"key_ops":"verify""#, #"\#(Self.rsa),"key_ops":["verify","verify"]"#,
        #"\#(Self.rsa),"key_ops":["verify",7]"#,
    ])
    func aKeyWithBadValuesIsRefused(key: String) {
        let error = #expect(throws: VerificationKeyError.self) { try Self.parse([key]) }
        switch error {
        case .malformedKey, .malformedKeySet: break
        default: Issue.record("refused for another reason: \(String(describing: error))")
        }
    }

    @Test(arguments: ["d", "p", "q", "dp", "dq", "qi", "oth"])
    func aPrivateKeyIsRefused(member: String) {
        for key in [Self.rsa, Self.p256, #"\#(Self.rsa),"use":"enc""#] {
            #expect(throws: VerificationKeyError.privateKey) { try Self.parse([#"\#(key),"\#(member)":"AA""#]) }
        }
    }

    @Test func anIdStandsForOneKey() throws {
        #expect(throws: VerificationKeyError.duplicateKeyID("a")) {
            try Self.parse([#"\#(Self.rsa),"kid":"a""#, #"\#(Self.p256),"kid":"a""#])
        }
        #expect(throws: VerificationKeyError.duplicateKeyID("a")) {
            try Self.parse([#"\#(Self.oct),"kid":"a""#, #"\#(Self.oct),"kid":"a","use":"enc""#])
        }
        #expect(try Self.parse([Self.rsa, Self.p256]).count == 2)
    }

    @Test func secretAndPublicKeysDoNotMix() {
        #expect(throws: VerificationKeyError.mixedKeySet) {
            try Self.parse([#"\#(Self.rsa),"kid":"a""#, #"\#(Self.oct),"kid":"b""#])
        }
    }

    @Test func aShortModulusIsRefused() {
        #expect(throws: VerificationKeyError.unacceptableModulus(bitCount: 1024)) {
            try Self.parse([#""kty":"RSA","n":"\#(Fixtures.shortRSAModulus)","e":"AQAB""#])
        }
    }

    @Test(arguments: [
        "", "[]", "{}", "null", #"{"keys":{}}"#, #"{"keys":null}"#, #"{"keys":["a"]}"#, #"{"keys":[],"keys":[]}"#,
        #"{"keys":[{"kty":"oct","kty":"RSA"}]}"#, "{\(Self.rsa)}", "{\"keys\":[{\(Self.rsa)}]",
    ])
    func whatIsNoKeySetIsRefused(text: String) {
        #expect(throws: VerificationKeyError.malformedKeySet) { try VerificationKey.jwks(Array(text.utf8)) }
    }

    @Test func anEmptyKeySetIsRefused() {
        #expect(throws: VerificationKeyError.noUsableKey) { try Self.parse([]) }
    }
}
