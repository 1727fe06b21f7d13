import Testing

@testable import Signing

/// The examples of RFC 7515 appendix A, as printed there.
@Suite struct RFC7515Tests {
    private static let payload = """
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ
        """

    /// A.1.1: secret of 64 bytes.
    private static let hs256Key = """
        {"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}
        """
    private static let hs256Token = """
        eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(Self.payload).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
        """

    /// A.2.1, without its private members.
    private static let rs256Key = """
        {"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4Q\
        lL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo\
        7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2P\
        AcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}
        """
    private static let rs256Token = """
        eyJhbGciOiJSUzI1NiJ9.\(Self.payload).cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0\
        Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07\
        Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqV\
        t5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
        """

    /// A.3.1, without its private member.
    private static let es256Key = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        """
    private static let es256Token = """
        eyJhbGciOiJFUzI1NiJ9.\(Self.payload).\
        DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q
        """

    /// A.4.1, without its private member.
    private static let es512Key = """
        {"kty":"EC","crv":"P-521",\
        "x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",\
        "y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}
        """
    private static let es512Token = """
        eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.\
        AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7Xdt\
        AG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjOqjgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn
        """

    private static func verifier(_ keys: String...) throws -> JWTVerifier {
        JWTVerifier(keys: try keys.flatMap { try VerificationKey.jwks(Array(#"{"keys":[\#($0)]}"#.utf8)) })
    }

    @Test(arguments: [
        (Self.hs256Key, Self.hs256Token, JWTAlgorithm.hs256), (Self.rs256Key, Self.rs256Token, .rs256),
        (Self.es256Key, Self.es256Token, .es256),
    ])
    func a1ToA3AreVerifiedUntilTheyExpire(key: String, token: String, algorithm: JWTAlgorithm) throws {
        #expect(try VerificationKey.jwks(Array(#"{"keys":[\#(key)]}"#.utf8)).map(\.algorithm) == [algorithm])
        let verifier = try Self.verifier(key)
        let verified = try verifier.verify(token, now: 1_300_819_379)
        #expect(verified.expiresAt == 1_300_819_380)
        #expect(verified.issuedAt == nil)
        let claims = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
        #expect(verified.payload == Array(claims.utf8))
        #expect(verifier.refusal(of: token, now: 1_300_819_380) == .expired)
    }

    @Test func noExampleIsVerifiedByAnothersKey() throws {
        let keys = [Self.hs256Key, Self.rs256Key, Self.es256Key]
        let tokens = [Self.hs256Token, Self.rs256Token, Self.es256Token]
        for (keyIndex, key) in keys.enumerated() {
            for (tokenIndex, token) in tokens.enumerated() where tokenIndex != keyIndex {
                #expect(try Self.verifier(key).refusal(of: token, now: 0) == .unsupported)
            }
        }
    }

    @Test func a4IsRefusedBecauseES512IsNotSupported() throws {
        let verifier = try Self.verifier(Self.hs256Key, Self.rs256Key, Self.es256Key)
        #expect(verifier.refusal(of: Self.es512Token, now: 0) == .unsupported)
        #expect(throws: VerificationKeyError.noUsableKey) { try Self.verifier(Self.es512Key) }
    }

    @Test func a5IsRefusedBecauseItIsNotSigned() throws {
        let verifier = try Self.verifier(Self.hs256Key, Self.rs256Key, Self.es256Key)
        #expect(verifier.refusal(of: "eyJhbGciOiJub25lIn0.\(Self.payload).", now: 0) == .unsupported)
    }

    /// A.6.4 and, flattened, A.7.
    @Test(arguments: [
        """
        {"payload":"\(Self.payload)","signatures":[
        {"protected":"eyJhbGciOiJSUzI1NiJ9","header":{"kid":"2010-12-29"},"signature":"\(Self.rs256Token.suffix(342))"},
        {"protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},
        "signature":"\(Self.es256Token.suffix(86))"}]}
        """,
        """
        {"payload":"\(Self.payload)","protected":"eyJhbGciOiJFUzI1NiJ9",
        "header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},"signature":"\(Self.es256Token.suffix(86))"}
        """,
    ])
    func a6AndA7AreRefusedBecauseTheyAreNotCompact(token: String) throws {
        let verifier = try Self.verifier(Self.hs256Key, Self.rs256Key, Self.es256Key)
        #expect(verifier.refusal(of: token, now: 0) == .malformed)
    }
}
