import Foundation
import Testing

@testable import AuraCLI

@Suite struct TokenClaimsTests {
    @Test func aTokenCarriesItsClaimsAsNumericStringsAndWholeSeconds() throws {
        let claims = TokenClaims(
            user: "42",
            tenant: "1",
            role: "user",
            issuedAt: Date(timeIntervalSince1970: 1_700_000_000.75),
            lifetimeSeconds: 60
        )
        let token = try withStateFolder { try claims.signed(with: TokenSecret(environment: [:], state: $0)) }

        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        try #require(parts.count == 3)
        let payload = try #require(decodeBase64URL(parts[1]))
        let expected =
            #"{"exp":1700000060,"iat":1700000000,"role":"user","sub":"42","tenant_id":"1"}"#
        #expect(String(decoding: payload, as: UTF8.self) == expected)
    }

    private func decodeBase64URL(_ text: Substring) -> Data? {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.count % 4) % 4))
    }
}
