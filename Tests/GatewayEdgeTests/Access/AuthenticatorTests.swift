import HTTPTypes
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite struct AuthenticatorTests {
    private static let claims = #"{"sub":"42","tenant_id":"1","exp":1800003600}"#

    private func identity(
        _ fields: [String: String],
        isTokenRequired: Bool = true
    ) throws -> Identity {
        var headers = HTTPFields()
        for (name, value) in fields { headers[try #require(HTTPField.Name(name))] = value }
        let authenticator = Authenticator(verifier: try TestToken.verifier(), isTokenRequired: isTokenRequired)
        return try authenticator.identity(of: headers, now: TestToken.now)
    }

    private func identity(claims: String, tenant: String = "1", user: String? = nil) throws -> Identity {
        var fields = ["Authorization": "Bearer \(try TestToken.signed(claims))", "X-Tenant-ID": tenant]
        fields["X-User-ID"] = user
        return try self.identity(fields)
    }

    private func refusal(_ body: () throws -> Identity) -> Refusal? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? EdgeError).map { Refusal(status: $0.status.code, code: $0.code.rawValue) }
        }
    }

    private struct Refusal: Equatable {
        var status: Int
        var code: String
    }

    @Test func aRealTokenNamesItsCaller() throws {
        let identity = try self.identity(claims: Self.claims, user: "42")
        #expect(identity == Identity(caller: try .of("1", "42"), role: .user, expiresAt: 1_800_003_600))
    }

    @Test func aKnownTokenIsTakenByAllItsBytesAndNoLongerThanItLasts() throws {
        let authenticator = Authenticator(verifier: try TestToken.verifier(), isTokenRequired: true)
        func identity(_ token: String, now: Int = TestToken.now, tenant: String = "1") throws -> Identity {
            var headers = HTTPFields()
            headers[.authorization] = "Bearer \(token)"
            headers[try #require(Authenticator.tenantHeader)] = tenant
            return try authenticator.identity(of: headers, now: now)
        }
        let (token, other) = (try TestToken.signed(Self.claims), try TestToken.of(user: "7"))
        for _ in 0..<2 {
            #expect(try identity(token).caller == (try .of("1", "42")))
            #expect(try identity(other).caller == (try .of("1", "7")))
        }
        let last = try #require(token.last)
        let changed = [
            String(token.dropLast()) + (last == "A" ? "E" : "A"), token.replacing(/\.[^.]*$/, with: "."), token + "A",
            String(token.dropLast()), token.replacing(/^[^.]*/, with: "e30"),
        ]
        for token in changed {
            #expect(self.refusal { try identity(token) } == Refusal(status: 401, code: "E2003"))
        }
        #expect(self.refusal { try identity(token, tenant: "2") } == Refusal(status: 403, code: "E2007"))
        #expect(try identity(token, now: 1_800_003_599).expiresAt == 1_800_003_600)
        #expect(self.refusal { try identity(token, now: 1_800_003_600) } == Refusal(status: 401, code: "E2002"))
    }

    @Test func moreTokensThanAreKeptAreStillTaken() throws {
        let known = KnownTokens()
        for number in 0..<(KnownTokens.limit + 10) {
            let identity = Identity(caller: try .of("1", "\(number)"), role: .user, expiresAt: 10)
            known.remember(identity, of: "token \(number)")
            #expect(known.identity(of: "token \(number)", now: 9) == identity)
        }
        #expect(known.identity(of: "token 0", now: 9) == nil)
    }

    // Contract §3.1: the issuer writes numeric strings, the roadmap other names; numbers count as their digits.
    @Test(arguments: [
        #""sub":"42","tenant_id":"1""#, #""user_id":"42","tenantId":"1""#, #""sub":42,"tenant_id":1"#,
        #""user_id":42,"tenantId":1"#, #""sub":"42","user_id":"7","tenant_id":"1","tenantId":"7""#,
    ])
    func bothClaimNamesAndBothKindsOfIDsAreTaken(names: String) throws {
        #expect(try self.identity(claims: "{\(names),\"exp\":1800003600}").caller == (try .of("1", "42")))
    }

    // Contract §3.2, row by row.
    @Test(arguments: [nil, "", "Basic dXNlcjpwYXNz", "Bearer", "Token abc", "Bearerabc"])
    func withoutABearerTokenTheCallerIsUnknown(authorization: String?) {
        var fields = ["X-Tenant-ID": "1"]
        fields["Authorization"] = authorization
        #expect(self.refusal { try self.identity(fields) } == Refusal(status: 401, code: "E2000"))
    }

    @Test(arguments: ["Bearer", "bearer", "BEARER", "bEaReR"])
    func theSchemeIsTakenInAnyCase(scheme: String) throws {
        let fields = ["Authorization": "\(scheme) \(try TestToken.signed(Self.claims))", "X-Tenant-ID": "1"]
        #expect(try self.identity(fields).caller == (try .of("1", "42")))
    }

    @Test(arguments: ["abc", "a.b.c", "..", "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.", "\u{1F511}"])
    func whatIsNoTokenIsInvalid(token: String) {
        let fields = ["Authorization": "Bearer \(token)", "X-Tenant-ID": "1"]
        #expect(self.refusal { try self.identity(fields) } == Refusal(status: 401, code: "E2003"))
    }

    @Test func aTokenOfAnotherKeyIsInvalid() throws {
        let token = try TestToken.signed(Self.claims, secret: "another secret that has more than thirty-two bytes")
        let fields = ["Authorization": "Bearer \(token)", "X-Tenant-ID": "1"]
        #expect(self.refusal { try self.identity(fields) } == Refusal(status: 401, code: "E2003"))
    }

    @Test(arguments: [
        #"{"tenant_id":"1","exp":1800003600}"#, #"{"sub":"","tenant_id":"1","exp":1800003600}"#,
        #"{"sub":["42"],"tenant_id":"1","exp":1800003600}"#, #"{"sub":4.2,"tenant_id":"1","exp":1800003600}"#,
        #"{"sub":"4\n2","tenant_id":"1","exp":1800003600}"#, #"{"sub":"42","tenant_id":"1"}"#,
        #"{"sub":"42","tenant_id":"1","exp":"1800003600"}"#, #"["sub"]"#,
        #"{"sub":"42","tenant_id":"1","exp":1800003600,"nbf":1800000061}"#,
    ])
    func aTokenWithUnusableClaimsIsInvalid(claims: String) {
        #expect(self.refusal { try self.identity(claims: claims) } == Refusal(status: 401, code: "E2003"))
    }

    @Test(arguments: [1_700_000_000, 1_800_000_000])
    func anExpiredTokenSaysSo(exp: Int) {
        let claims = #"{"sub":"42","tenant_id":"1","exp":\#(exp)}"#
        #expect(self.refusal { try self.identity(claims: claims) } == Refusal(status: 401, code: "E2002"))
    }

    @Test(arguments: [nil, "", "  "])
    func withoutATenantHeaderTheRequestIsBad(tenant: String?) throws {
        var fields = ["Authorization": "Bearer \(try TestToken.signed(Self.claims))"]
        fields["X-Tenant-ID"] = tenant
        #expect(self.refusal { try self.identity(fields) } == Refusal(status: 400, code: "E2006"))
    }

    @Test(arguments: ["2", "01", "1.0", "1 1"])
    func anotherTenantIsForbidden(tenant: String) {
        let refusal = self.refusal { try self.identity(claims: Self.claims, tenant: tenant) }
        #expect(refusal == Refusal(status: 403, code: "E2007"))
    }

    @Test func whiteSpaceRoundTheTenantDoesNotCount() throws {
        #expect(try self.identity(claims: Self.claims, tenant: " \t1 ").caller == (try .of("1", "42")))
    }

    @Test func anotherUserIsForbidden() {
        let refusal = self.refusal { try self.identity(claims: Self.claims, user: "43") }
        #expect(refusal == Refusal(status: 403, code: "E2001"))
    }

    @Test(arguments: [
        #"{"sub":"42","exp":1800003600}"#, #"{"sub":"42","tenant_id":"","exp":1800003600}"#,
        #"{"sub":"42","tenant_id":null,"exp":1800003600}"#, #"{"sub":"42","tenant_id":{"id":1},"exp":1800003600}"#,
    ])
    func aTokenWithoutATenantIsForbidden(claims: String) {
        #expect(self.refusal { try self.identity(claims: claims) } == Refusal(status: 403, code: "E2001"))
    }

    // Contract §3.3: `role` first, then `roles`, else a plain user.
    @Test(arguments: [
        ("", Role.user), (#","role":"ADMIN""#, .admin), (#","role":"synapsex_viewer""#, .guest),
        (#","roles":["USER","SYNAPSEX_ADMIN"]"#, .manager), (#","role":"guest","roles":["ADMIN"]"#, .guest),
        (#","role":5"#, .user), (#","roles":"ADMIN""#, .user),
    ])
    func theRoleIsTheTokens(claim: String, role: Role) throws {
        let claims = #"{"sub":"42","tenant_id":"1","exp":1800003600\#(claim)}"#
        #expect(try self.identity(claims: claims).role == role)
    }

    @Test func withoutRequiredTokensAnAnonymousCallerHasTheHeadersTenant() throws {
        let identity = try self.identity(["X-Tenant-ID": "1"], isTokenRequired: false)
        #expect(identity == Identity(caller: try .of("1", "anonymous"), role: .user))
    }

    @Test(arguments: [nil, "", String(repeating: "1", count: 51)])
    func evenAnAnonymousCallerNamesATenant(tenant: String?) {
        var fields: [String: String] = [:]
        fields["X-Tenant-ID"] = tenant
        let refusal = self.refusal { try self.identity(fields, isTokenRequired: false) }
        #expect(refusal == Refusal(status: 400, code: "E2006"))
    }

    @Test(arguments: [
        ("Bearer abc", "1", Refusal(status: 401, code: "E2003")),
        ("Basic abc", "1", Refusal(status: 401, code: "E2000")),
        (nil, "2", Refusal(status: 403, code: "E2007")),
    ])
    private func aTokenThatIsSentIsCheckedInFullEvenWhereNoneIsRequired(
        authorization: String?,
        tenant: String,
        expected: Refusal
    ) throws {
        let given = try authorization ?? "Bearer \(TestToken.signed(Self.claims))"
        let refusal = self.refusal {
            try self.identity(["Authorization": given, "X-Tenant-ID": tenant], isTokenRequired: false)
        }
        #expect(refusal == expected)
    }
}
