import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(1))) struct ApprovalRoutesTests {
    private static let user = ["X-User-ID": "42"]
    private static let body = #"{"userId":"42"}"#

    private func opened(_ edge: RunningEdge, tenant: String = "1") async throws -> ApprovalRequest {
        let request = try ApprovalRequest.sample(tenant: tenant, context: #"{"to":[]}"#)
        try await edge.approvals.open(request)
        return request
    }

    private func data(_ answer: EdgeAnswer) throws -> [String: String] {
        try #require(try answer.json()["data"] as? [String: String])
    }

    @Test(arguments: ["/hitl", "/aura/hitl"])
    func anApprovalIsStoredToldAndAnswered(prefix: String) async throws {
        try await RunningEdge.with { edge in
            let request = try await self.opened(edge)
            let answer = try await edge.send("POST", "\(prefix)/approve/\(request.id)", Self.user, body: Self.body)
            #expect(answer.status == 200)
            let json = try answer.json()
            #expect(json["status"] as? String == "SUCCESS")
            #expect(json["success"] as? Bool == true)
            let expected = [
                "requestId": "\(request.id)", "sessionId": "\(request.session)", "status": "approved",
            ]
            #expect(try self.data(answer) == expected)
            #expect(try await edge.approvals.approval(request.id)?.decision == .approved)
            let signal = try await edge.approvals.signal(of: request.session).flatMap { ApprovalSignal(json: $0) }
            #expect(signal?.decision == .approved)
            #expect(abs(Double(signal?.timestamp ?? 0) - Date().timeIntervalSince1970) < 60, "in seconds")
        }
    }

    @Test func aRejectionCarriesItsReason() async throws {
        try await RunningEdge.with { edge in
            let request = try await self.opened(edge)
            let body = #"{"userId":"42","reason":"too expensive"}"#
            let answer = try await edge.send("POST", "/hitl/reject/\(request.id)", Self.user, body: body)
            #expect(answer.status == 200)
            #expect(try self.data(answer)["status"] == "rejected")
            #expect(try self.data(answer)["reason"] == "too expensive")
            let decision = try await edge.approvals.approval(request.id)?.decision
            #expect(decision == .rejected(reason: "too expensive"))
        }
    }

    @Test func theSecondDecisionIsAConflictThatReportsTheFirst() async throws {
        try await RunningEdge.with { edge in
            let request = try await self.opened(edge)
            _ = try await edge.send("POST", "/hitl/approve/\(request.id)", Self.user, body: Self.body)
            let signal = try await edge.approvals.signal(of: request.session)
            for route in ["reject", "approve"] {
                let answer = try await edge.send("POST", "/hitl/\(route)/\(request.id)", Self.user, body: Self.body)
                #expect(answer.status == 409)
                #expect(try answer.json()["success"] as? Bool == true)
                #expect(try answer.json()["errorCode"] == nil)
                #expect(try self.data(answer)["status"] == "approved")
            }
            #expect(try await edge.approvals.signal(of: request.session) == signal)
        }
    }

    @Test func everybodyOfTheTenantMayDecideButAGuest() async throws {
        try await RunningEdge.with { edge in
            let request = try await self.opened(edge)
            var guest = try RunningEdge.caller("1", "8", role: "guest")
            guest["X-User-ID"] = "8"
            let refused = try await edge.send("POST", "/hitl/approve/\(request.id)", guest, body: Self.body)
            #expect(refused.status == 403)
            #expect(try refused.json()["errorCode"] as? String == "E2001")
            var colleague = try RunningEdge.caller("1", "7")
            colleague["X-User-ID"] = "7"
            let answer = try await edge.send("POST", "/hitl/approve/\(request.id)", colleague, body: Self.body)
            #expect(answer.status == 200)
            let json = try #require(try await edge.approvals.approval(request.id)).json
            #expect(json.contains(#""approvedBy":"7""#), "who decided, the token says")
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var headers: [String: String?] = [:]
        var body = ApprovalRoutesTests.body
        var status: Int
        var code: String
        var testDescription: String { self.name }
    }

    static func refusals() throws -> [Refusal] {
        [
            Refusal(name: "no token", headers: ["Authorization": nil], status: 401, code: "E2000"),
            Refusal(name: "no bearer", headers: ["Authorization": "Basic x"], status: 401, code: "E2000"),
            Refusal(name: "bad token", headers: ["Authorization": "Bearer x.y.z"], status: 401, code: "E2003"),
            Refusal(
                name: "expired token",
                headers: ["Authorization": "Bearer \(try TestToken.of(exp: 1_000_000))"],
                status: 401,
                code: "E2002"
            ),
            Refusal(name: "no tenant", headers: ["X-Tenant-ID": nil], status: 401, code: "E2000"),
            Refusal(name: "no user", headers: ["X-User-ID": nil], status: 401, code: "E2000"),
            Refusal(name: "tenant is no number", headers: ["X-Tenant-ID": "one"], status: 400, code: "E1001"),
            Refusal(
                name: "token's tenant is no number",
                headers: [
                    "X-Tenant-ID": "one", "Authorization": "Bearer \(try TestToken.of(tenant: "one"))",
                ],
                status: 400,
                code: "E1001"
            ),
            Refusal(name: "another tenant", headers: ["X-Tenant-ID": "2"], status: 403, code: "E2001"),
            Refusal(name: "another user", headers: ["X-User-ID": "43"], status: 403, code: "E2001"),
            Refusal(
                name: "a request of another tenant",
                headers: ["X-Tenant-ID": "2", "Authorization": "Bearer \(try TestToken.of(tenant: "2"))"],
                status: 403,
                code: "E2007"
            ),
            Refusal(name: "blank user", body: #"{"userId":" "}"#, status: 400, code: "E4000"),
            Refusal(name: "no user in the body", body: "{}", status: 400, code: "E4000"),
            Refusal(name: "user of another type", body: #"{"userId":[]}"#, status: 400, code: "E4000"),
            Refusal(name: "no JSON", body: "{", status: 400, code: "E1001"),
            Refusal(
                name: "endless reason",
                body: #"{"userId":"42","reason":"\#(String(repeating: "x", count: 5000))"}"#,
                status: 400,
                code: "E4000"
            ),
        ]
    }

    @Test(arguments: try refusals())
    func whatTheContractRefusesIsRefusedItsWay(refusal: Refusal) async throws {
        try await RunningEdge.with { edge in
            let request = try await self.opened(edge)
            for route in ["approve", "reject"] {
                let headers = (Self.user as [String: String?]).merging(refusal.headers) { $1 }
                let answer = try await edge.send(
                    "POST",
                    "/hitl/\(route)/\(request.id)",
                    headers,
                    body: refusal.body
                )
                #expect(answer.status == refusal.status)
                #expect(try answer.json()["errorCode"] as? String == refusal.code)
                #expect(try answer.json()["success"] as? Bool == false)
            }
            #expect(try await edge.approvals.approval(request.id)?.decision == nil)
        }
    }

    @Test(arguments: ["req_unknown", "req_9d3f0c1b2a4e", "a%20b", "%7Bx%7D"])
    func anUnknownRequestIs404(id: String) async throws {
        try await RunningEdge.with { edge in
            for (method, route) in [("POST", "approve"), ("POST", "reject"), ("GET", "requests")] {
                let body = method == "POST" ? Self.body : nil
                let answer = try await edge.send(method, "/hitl/\(route)/\(id)", Self.user, body: body)
                #expect(answer.status == 404)
                #expect(try answer.json()["errorCode"] as? String == "E1004")
            }
        }
    }

    @Test(arguments: ["/hitl", "/aura/hitl"])
    func aRequestIsShownAsJSONInAString(prefix: String) async throws {
        try await RunningEdge.with { edge in
            let request = try await self.opened(edge)
            let answer = try await edge.send("GET", "\(prefix)/requests/\(request.id)")
            #expect(answer.status == 200)
            #expect(try answer.json()["data"] as? String == request.json)
        }
    }

    @Test func aSignalIsShownOnceThereIsOne() async throws {
        try await RunningEdge.with { edge in
            let request = try await self.opened(edge)
            let none = try await edge.send("GET", "/hitl/signals/\(request.session)")
            #expect(none.status == 200)
            #expect(try none.json()["success"] as? Bool == true)
            #expect(try none.json()["data"] == nil)
            _ = try await edge.send("POST", "/hitl/approve/\(request.id)", Self.user, body: Self.body)
            let answer = try await edge.send("GET", "/aura/hitl/signals/\(request.session)")
            #expect(answer.status == 200)
            let json = try #require(try answer.json()["data"] as? String)
            #expect(ApprovalSignal(json: json)?.request == request.id)
        }
    }

    @Test func nothingOfAnotherTenantIsShown() async throws {
        try await RunningEdge.with { edge in
            let request = try await self.opened(edge, tenant: "2")
            var owner = try RunningEdge.caller("2", "42")
            owner["X-User-ID"] = "42"
            let decided = try await edge.send("POST", "/hitl/approve/\(request.id)", owner, body: Self.body)
            #expect(decided.status == 200)
            for path in ["/hitl/requests/\(request.id)", "/hitl/signals/\(request.session)"] {
                #expect(try await edge.send("GET", path, owner).status == 200)
                #expect(try await edge.send("GET", path).status == 404)
                #expect(try await edge.send("GET", path, ["Authorization": nil]).status == 401)
            }
        }
    }

    @Test func aSignalThatNamesAnotherSessionsRequestShowsNothing() async throws {
        try await RunningEdge.with { edge in
            let (own, foreign) = (try await self.opened(edge), try await self.opened(edge, tenant: "2"))
            let signal = ApprovalSignal(request: own.id, decision: .approved, timestamp: 1)
            edge.approvals.tell(signal.json, to: foreign.session)
            #expect(try await edge.send("GET", "/hitl/signals/\(foreign.session)").status == 404)
        }
    }

    @Test func withoutAuthenticationTheHeadersTenantCounts() async throws {
        try await RunningEdge.with(["AURA_REQUIRE_AUTH": "false"]) { edge in
            let request = try await self.opened(edge)
            let stranger = ["Authorization": nil, "X-Tenant-ID": "2"]
            let anonymous = ["Authorization": nil, "X-Tenant-ID": "1"]
            let path = "/hitl/approve/\(request.id)"
            #expect(try await edge.send("POST", path, stranger, body: Self.body).status == 403)
            #expect(try await edge.send("GET", "/hitl/requests/\(request.id)", anonymous).status == 200)
            #expect(try await edge.send("POST", path, anonymous, body: Self.body).status == 200)
        }
    }

    @Test func withoutTheBusItIs503() async throws {
        try await RunningEdge.with { edge in
            let request = try await self.opened(edge)
            edge.approvals.fail()
            let decided = try await edge.send("POST", "/hitl/approve/\(request.id)", Self.user, body: Self.body)
            let shown = try await edge.send("GET", "/hitl/requests/\(request.id)")
            #expect(decided.status == 503)
            #expect(shown.status == 503)
            #expect(!decided.values("Retry-After").isEmpty)
        }
    }
}
