import Testing

@testable import Signing

@Suite struct JWTVerifierTests {
    private static let tokens = ["HS256", "RS256", "ES256"]

    private static func token(of algorithm: String) throws -> String {
        switch algorithm {
        case "RS256": Fixtures.rs256Token
        case "ES256": Fixtures.es256Token
        default: try TestToken.signed()
        }
    }

    private static func verifier() throws -> JWTVerifier {
        JWTVerifier(keys: [
            try .hs256(secret: TestToken.secret), try .pem(Fixtures.rsaPublicKey), try .pem(Fixtures.p256PublicKey),
        ])
    }

    @Test(arguments: Self.tokens)
    func aGenuineTokenIsVerified(algorithm: String) throws {
        let verified = try Self.verifier().verify(Self.token(of: algorithm), now: Fixtures.now)
        #expect(verified.payload == Array(Fixtures.claims.utf8))
        #expect(verified.expiresAt == 4_102_444_800)
        #expect(verified.issuedAt == 1_700_000_000)
        #expect(verified.notBefore == nil)
    }

    @Test(arguments: Self.tokens)
    func noBitOfATokenMayFlip(algorithm: String) throws {
        let verifier = try Self.verifier()
        let parts = try Self.token(of: algorithm).split(separator: ".").map(String.init)
        for (index, part) in parts.enumerated() {
            let bytes = try #require(Base64URL.decode(part))
            for bit in 0..<bytes.count * 8 {
                var flipped = bytes
                flipped[bit / 8] ^= 1 << (bit % 8)
                var changed = parts
                changed[index] = Base64URL.encode(flipped)
                #expect(verifier.refusal(of: changed.joined(separator: ".")) != nil, "part \(index), bit \(bit)")
            }
        }
    }

    @Test(arguments: Self.tokens)
    func noCharacterOfATokenMayChangeOrGo(algorithm: String) throws {
        let verifier = try Self.verifier()
        let token = Array(try Self.token(of: algorithm).utf8)
        for index in token.indices {
            for other in [UInt8(ascii: "A"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "="), 0x20]
            where other != token[index] {
                var changed = token
                changed[index] = other
                #expect(verifier.refusal(of: String(decoding: changed, as: UTF8.self)) != nil)
                changed = token
                changed.insert(other, at: index)
                #expect(verifier.refusal(of: String(decoding: changed, as: UTF8.self)) != nil)
            }
            var shorter = token
            shorter.remove(at: index)
            #expect(verifier.refusal(of: String(decoding: shorter, as: UTF8.self)) != nil)
        }
    }

    @Test(arguments: Self.tokens)
    func aSignatureHasItsExactLength(algorithm: String) throws {
        let verifier = try Self.verifier()
        let token = try Self.token(of: algorithm)
        let end = try #require(token.lastIndex(of: "."))
        let signature = try #require(Base64URL.decode(token[end...].dropFirst()))
        let others: [[UInt8]] = [
            [], Array(signature.dropLast()), Array(signature.dropFirst()), signature + [0], [0] + signature,
            signature + signature, Array(signature.prefix(signature.count / 2)), Array(signature.reversed()),
            [UInt8](repeating: 0, count: signature.count), [UInt8](repeating: 255, count: signature.count),
            [UInt8](repeating: 0, count: 4096),
        ]
        for other in others {
            #expect(verifier.refusal(of: "\(token[..<end]).\(Base64URL.encode(other))") == .badSignature)
        }
    }

    @Test func anES256SignatureIsNotDER() throws {
        let token = Fixtures.es256Token
        let end = try #require(token.lastIndex(of: "."))
        let signature = try #require(Base64URL.decode(token[end...].dropFirst()))
        let der = try #require(ECDSASignature.der(fromConcatenated: signature))
        #expect(try Self.verifier().refusal(of: "\(token[..<end]).\(Base64URL.encode(der))") == .badSignature)
    }

    /// r and s of an ES256 signature lie between 1 and the order of P-256 (FIPS 186-4 section 6.4).
    @Test func anES256SignatureIsInRange() throws {
        let verifier = try Self.verifier()
        let end = try #require(Fixtures.es256Token.lastIndex(of: "."))
        let message = Fixtures.es256Token[..<end]
        let zero = [UInt8](repeating: 0, count: 32)
        let one = zero.dropLast() + [1]
        let order: [UInt8] = [
            0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
        ]
        let belowOrder = order.dropLast() + [0x50]
        let numbers = [zero, Array(one), order, Array(belowOrder), [UInt8](repeating: 255, count: 32)]
        for r in numbers {
            for s in numbers {
                #expect(verifier.refusal(of: "\(message).\(Base64URL.encode(r + s))") == .badSignature)
            }
        }
    }

    @Test(arguments: [
        "", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "Bearer x.y.z", "\0", "é.é.é", "가.나.다", "🔑",
        "{}", "eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJIUzI1NiJ9.", "eyJhbGciOiJIUzI1NiJ9.e30", ".e30.AA",
    ])
    func whatIsNoCompactTokenIsMalformed(text: String) throws {
        #expect(try Self.verifier().refusal(of: text) == .malformed)
    }

    @Test func aTokenWithMoreOrFewerPartsIsMalformed() throws {
        let verifier = try Self.verifier()
        let token = try TestToken.signed()
        for other in ["\(token).", ".\(token)", "\(token).AA", "\(token)..", " \(token)", "\(token)\n", "\(token)="] {
            #expect(verifier.refusal(of: other) == .malformed)
        }
    }

    @Test func aTokenMayHave16KiB() throws {
        let verifier = try JWTVerifier.hs256()
        func token(padding: Int) throws -> String {
            let padding = String(repeating: "x", count: padding)
            return try TestToken.signed(payload: #"{"exp":4102444800,"padding":"\#(padding)"}"#)
        }
        let most = try (12_000...12_300).last { try token(padding: $0).utf8.count <= 16 * 1024 }
        let padding = try #require(most)
        #expect(verifier.refusal(of: try token(padding: padding)) == nil)
        #expect(verifier.refusal(of: try token(padding: padding + 1)) == .malformed)
        #expect(verifier.refusal(of: String(repeating: ".", count: 50_000_000)) == .malformed)
    }

    @Test func aTokenWithoutIdIsTriedWithEachKeyOfItsAlgorithm() throws {
        let verifier = JWTVerifier(keys: [
            try .pem(Fixtures.otherRSAPublicKey, keyID: "rsa-2"), try .pem(Fixtures.rsaPublicKey, keyID: "rsa-1"),
        ])
        #expect(verifier.refusal(of: Fixtures.rs256Token) == nil)
    }

    @Test func anUnknownIdIsTriedWithKeysThatHaveNone() throws {
        let withoutID = try VerificationKey.pem(Fixtures.rsaPublicKey)
        let other = try VerificationKey.pem(Fixtures.otherRSAPublicKey, keyID: "rsa-2")
        let token = Fixtures.rs256TokenWithKeyID
        #expect(JWTVerifier(keys: [other, withoutID]).refusal(of: token) == nil)
        #expect(JWTVerifier(keys: [other]).refusal(of: token) == .unknownKey)
        let renamed = try VerificationKey.pem(Fixtures.otherRSAPublicKey, keyID: "rsa-1")
        #expect(JWTVerifier(keys: [renamed, withoutID]).refusal(of: token) == .badSignature)
    }

    @Test func oneVerifierServesManyTasksAtOnce() async throws {
        let verifier = try Self.verifier()
        let tokens = try Self.tokens.map(Self.token)
        await withTaskGroup { group in
            for _ in 0..<32 {
                group.addTask { (0..<20).allSatisfy { verifier.refusal(of: tokens[$0 % 3]) == nil } }
            }
            for await areAllVerified in group {
                #expect(areAllVerified)
            }
        }
    }
}
