import Testing

@testable import Signing

@Suite struct VerificationKeyTests {
    @Test(arguments: [
        (Fixtures.rsaPublicKey, JWTAlgorithm.rs256), (Fixtures.p256PublicKey, .es256),
        (Fixtures.rsaPublicKey + "\n", .rs256), ("\n\n" + Fixtures.p256PublicKey + "\n\n", .es256),
        (Fixtures.rsaPublicKey.replacingLineEnds(with: "\r\n") + "\r\n", .rs256),
    ])
    func aPEMKeyIsPinnedByItsType(text: String, algorithm: JWTAlgorithm) throws {
        let key = try VerificationKey.pem(text, keyID: "k")
        #expect(key.algorithm == algorithm)
        #expect(key.keyID == "k")
    }

    @Test(
        arguments: [
            (Fixtures.shortRSAPublicKey, .unacceptableModulus(bitCount: 1024)),
            (Fixtures.rsaPSSPublicKey, .unsupportedKey),
            (Fixtures.p384PublicKey, .unsupportedKey), (Fixtures.secp256k1PublicKey, .unsupportedKey),
            (Fixtures.ed25519PublicKey, .unsupportedKey), (Fixtures.pkcs1RSAPublicKey, .malformedPEM),
            ("", .malformedPEM), ("nonsense", .malformedPEM), ("-----BEGIN PUBLIC KEY-----", .malformedPEM),
            ("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", .malformedPEM),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", .malformedPEM),
            (Fixtures.rsaPublicKey + "\n" + Fixtures.p256PublicKey, .malformedPEM),
            (String(Fixtures.rsaPublicKey.dropLast(40)), .malformedPEM),
            (Fixtures.rsaPublicKey + "\ntrailing", .malformedPEM), ("leading\n" + Fixtures.rsaPublicKey, .malformedPEM),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", .privateKey),
            ("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----", .privateKey),
            ("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----", .privateKey),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", .malformedPEM),
            (
                "-----BEGIN PUBLIC KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n"
                    + "AAAA\n-----END PUBLIC KEY-----", .malformedPEM
            ),
        ] as [(String, VerificationKeyError)]
    )
    func otherPEMIsRefused(text: String, expected: VerificationKeyError) {
        #expect(throws: expected) { try VerificationKey.pem(text) }
    }

    @Test func anHS256SecretHas32BytesOrMore() throws {
        for count in 0..<32 {
            #expect(throws: VerificationKeyError.shortSecret(byteCount: count)) {
                try VerificationKey.hs256(secret: [UInt8](repeating: 7, count: count))
            }
        }
        for count in [32, 63, 64, 65, 1000] {
            #expect(try VerificationKey.hs256(secret: (0..<count).map { UInt8($0 % 251) }).algorithm == .hs256)
        }
    }

    @Test func aKeysDescriptionHoldsNoSecret() throws {
        let key = try VerificationKey.hs256(secret: TestToken.secret, keyID: "k")
        var text = "\(key)"
        dump(key, to: &text)
        #expect(!text.contains("secret of the tests"))
        #expect(!text.contains(TestToken.secret.map(String.init).joined(separator: ", ").prefix(20)))
    }
}

extension String {
    fileprivate func replacingLineEnds(with end: String) -> String {
        self.split(separator: "\n").joined(separator: end)
    }
}
