import ArgumentParser
import Messages
import Signing
import Testing

@testable import AuraCLI

@Suite struct EdgeAccessTests {
    private func token(_ payload: String) -> String { "e30.\(Base64URL.encode(Array(payload.utf8))).c2ln" }

    @Test(
        arguments: [
            (#"{"sub":"42","tenant_id":"1"}"#, "1", "42"), (#"{"user_id":7,"tenantId":9}"#, "9", "7"),
            (#"{"tenant_id":true}"#, nil, nil),
        ] as [(String, String?, String?)]
    )
    func aTokenSaysWhomItNames(payload: String, tenant: String?, user: String?) throws {
        let identity = try #require(TokenIdentity(token: self.token(payload)))
        #expect(identity.tenant == tenant)
        #expect(identity.user == user)
    }

    @Test(arguments: ["", "a.b", "a.b.c", "a.!!.c", "a.bnVsbA.c"])
    func whatIsNoTokenNamesNobody(text: String) {
        #expect(TokenIdentity(token: text) == nil)
    }

    @Test func aGivenTokenIsTakenWithItsTenantAndUser() throws {
        let token = self.token(#"{"sub":"7","tenant_id":"3"}"#)
        for options in [
            try EdgeOptions.parse(["--token", token, "--user", "99"]), try EdgeOptions.parse([]),
        ] {
            let access = try options.access(environment: ["AURA_TOKEN": token, "JWT_SECRET": "short"])
            #expect(try access.token() == token)
            #expect(access.tenant == "3" && access.user == "7" && !access.isRenewable)
        }
        let other = try EdgeOptions.parse(["--token", "opaque", "--tenant", "5"])
        #expect(try other.access(environment: [:]).tenant == "5")
        let nobody = try EdgeOptions.parse(["--token", "opaque"])
        #expect(throws: OperatorError.self) { try nobody.access(environment: [:]) }
    }

    @Test func withoutATokenOneIsMadeForEachRequest() throws {
        let secret = String(repeating: "secret-", count: 6)
        let options = try EdgeOptions.parse(["--tenant", "3", "--user", "7", "--role", "admin"])
        let access = try options.access(environment: ["JWT_SECRET": secret, "AURA_TOKEN": ""])
        #expect(access.tenant == "3" && access.user == "7" && access.isRenewable)
        let verifier = JWTVerifier(keys: [try .hs256(secret: Array(secret.utf8))])
        let payload = try #require(Base64URL.decode(try access.token().split(separator: ".")[1]))
        let claims = try #require(JSONValue.read(payload))
        #expect(claims["role"] == "admin" && claims["tenant_id"] == "3" && claims["sub"] == "7")
        let now = try #require(claims["iat"]?.integer)
        #expect(throws: Never.self) { try verifier.verify(try access.token(), now: now) }
    }

    @Test(
        arguments: [
            ([], [:], "http://127.0.0.1:8000"), ([], ["AURA_URL": "http://a:9000/"], "http://a:9000"),
            (["--url", "https://b/api/aura//"], ["AURA_URL": "http://a"], "https://b/api/aura"),
            ([], ["AURA_URL": ""], "http://127.0.0.1:8000"),
        ] as [([String], [String: String], String)]
    )
    func theOptionWinsOverTheEnvironment(arguments: [String], environment: [String: String], address: String) throws {
        #expect(try EdgeOptions.parse(arguments).address(environment: environment).description == address)
    }

    @Test(arguments: ["", "127.0.0.1:8000", "ftp://a", "http://", "http://user:secret@a", "http://a?b=c", "http://a#b"])
    func whatIsNoAddressIsAUsageErrorThatDoesNotShowIt(text: String) {
        let error = #expect(throws: OperatorError.self) { try EdgeAddress(text) }
        #expect(error?.exitCode == .validationFailure)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func whatMeansSomethingInAnAddressIsEscaped() throws {
        let address = try EdgeAddress("http://[::1]:8000")
        #expect(
            address.url(["runs", "../a b/?#%"], query: [("q", "a&b=c+d"), ("ü", "한")])
                == "http://[::1]:8000/runs/..%2Fa%20b%2F%3F%23%25?q=a%26b%3Dc%2Bd&%C3%BC=%ED%95%9C"
        )
        #expect(address.isLoopback)
        #expect(try EdgeAddress("http://127.1.2.3").isLoopback)
        #expect(try EdgeAddress("http://LOCALHOST.example").isLoopback == false)
    }

    @Test(
        arguments: [
            (
                401, #"{"message":"Token expired","errorCode":"E2002"}"#, 77,
                "the edge refuses: Token expired (401, E2002)"
            ),
            (403, #"{"message":"No\u001b"}"#, 77, "the edge refuses: No\\u{1B} (403)"),
            (
                404, #"{"message":"Run not found","errorCode":"E1004"}"#, 1,
                "the edge answers: Run not found (404, E1004)"
            ),
            (400, #"{"error":{"message":"bad"}}"#, 1, "the edge answers: bad (400)"),
            (503, #"{"message":"Away"}"#, 69, "the edge cannot answer now: Away (503)"),
            (429, "", 69, "the edge cannot answer now: status 429, and no word why; is this an edge of Aura?"),
            (200, "<html>", 1, "the answer cannot be read; is this an edge of Aura?"),
        ] as [(Int, String, Int32, String)]
    )
    func aBadAnswerHasItsExitCode(status: Int, body: String, exitCode: Int32, words: String) {
        let answer = EdgeAnswer(status: status, body: Array(body.utf8))
        let error = #expect(throws: OperatorError.self) { try answer.payload() }
        #expect(error?.exitCode.rawValue == exitCode)
        #expect(error?.description == words)
    }

    @Test(arguments: [(429, true), (502, true), (503, true), (504, true), (403, false), (404, false), (500, false)])
    func whatPassesIsWorthAnotherTry(status: Int, isPassing: Bool) {
        #expect(EdgeAnswer(status: status, body: []).problem.isPassing == isPassing)
    }

    @Test func aGoodAnswersPayloadIsItsData() throws {
        #expect(try EdgeAnswer(status: 202, body: Array(#"{"data":{"a":1}}"#.utf8)).payload() == ["a": 1])
    }

    @Test(
        arguments: [
            ([:], "en"), (["LANG": "ko_KR.UTF-8"], "ko"), (["LANG": "ko_KR", "LC_ALL": "C"], "en"),
            (["LC_ALL": "", "LC_MESSAGES": "KO", "LANG": "en_US"], "ko"),
        ] as [([String: String], String)]
    )
    func theTerminalsLanguageIsTheAnswers(environment: [String: String], tag: String) {
        #expect(TerminalLanguage.tag(environment: environment) == tag)
    }

    @Test(
        arguments: [
            (200, #"{"data":{"status":"approved"}}"#, "approved"),
            (409, #"{"data":{"status":"rejected"}}"#, "already rejected"),
            (404, "", "too late: nobody waits for that any more"),
        ]
    )
    func aDecisionIsTold(status: Int, body: String, words: String) throws {
        #expect(try Approver.outcome(of: EdgeAnswer(status: status, body: Array(body.utf8))) == words)
        #expect(throws: OperatorError.self) { try Approver.outcome(of: EdgeAnswer(status: 403, body: [])) }
    }
}
