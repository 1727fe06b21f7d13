import Bus
import Foundation
import HTTPTypes
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct UsageRoutesTests {
    private static let today = UsageDay(number: 20_700)

    private func identity(_ role: Role) throws -> Identity {
        Identity(caller: try .of("1", "42"), role: role, expiresAt: nil)
    }

    private func request(_ parameters: [String: String], _ role: Role = .user) throws -> UsageRequest {
        try UsageRequest(parameters: { parameters[$0] }, identity: try self.identity(role), today: Self.today)
    }

    @Test(
        arguments: [
            ([:], 20_700, 20_700), (["from": "2026-09-01"], 20_697, 20_700), (["to": "2026-09-03"], 20_699, 20_699),
            (["from": "2026-06-05", "to": "2026-09-04"], 20_609, 20_700),
        ] as [([String: String], Int, Int)]
    )
    func theDaysAreThoseAskedForOrToday(parameters: [String: String], first: Int, last: Int) throws {
        let days = try self.request(parameters).days
        #expect(days == UsageDay(number: first)...UsageDay(number: last))
    }

    @Test(arguments: [
        ["from": "2026-09-05"], ["from": "2026-06-04", "to": "2026-09-04"], ["from": "yesterday"], ["to": "2026-02-30"],
        ["from": "2026-09-02", "to": "2026-09-01"], ["user": ""],
    ])
    func daysThatCannotBeAreRefused(parameters: [String: String]) {
        #expect { try self.request(parameters) } throws: { ($0 as? EdgeError)?.status == .unprocessableContent }
    }

    @Test(arguments: [Role.user, .manager, .guest])
    func onlyAnAdministratorSeesOthers(role: Role) throws {
        #expect(try self.request([:], role).user?.description == "42")
        #expect(try self.request(["user": "42"], role).user?.description == "42")
        #expect { try self.request(["user": "43"], role) } throws: { ($0 as? EdgeError)?.status == .forbidden }
        #expect(try self.request([:], .admin).user == nil)
        #expect(try self.request(["user": "43"], .admin).user?.description == "43")
    }

    @Test(arguments: ["", "/aura"])
    func rowsAndTotalsAreShown(prefix: String) async throws {
        try await RunningEdge.with { edge in
            let (own, other) = (try Caller.of("1", "42"), try Caller.of("1", "43"))
            _ = try await edge.ledger.record([
                .sample(own, 1, 2), .sample(own, 10, 20, isEstimated: true), .sample(other, 100, 200),
                .sample(try .of("2", "42"), 1000, 1000),
            ])
            let target = "\(prefix)/usage?from=2026-09-01&to=2026-09-30"
            func data(_ role: String) async throws -> NSDictionary {
                let headers = ["Authorization": "Bearer \(try TestToken.of(role: role))"]
                let answer = try await edge.send("GET", target, headers)
                #expect(answer.status == 200)
                return try #require(try answer.json()["data"] as? NSDictionary)
            }
            let estimated: NSDictionary = [
                "promptTokens": 10, "completionTokens": 20, "totalTokens": 30, "requests": 1,
            ]
            let none: NSDictionary = ["promptTokens": 0, "completionTokens": 0, "totalTokens": 0, "requests": 0]
            let row: NSDictionary = [
                "day": "2026-09-04", "user": "42", "model": "gpt-4", "promptTokens": 11, "completionTokens": 22,
                "totalTokens": 33, "requests": 2, "estimated": estimated,
            ]
            let totals: NSDictionary = [
                "promptTokens": 11, "completionTokens": 22, "totalTokens": 33, "requests": 2, "estimated": estimated,
            ]
            let mine: NSDictionary = ["from": "2026-09-01", "to": "2026-09-30", "rows": [row], "totals": totals]
            for role in ["user", "guest"] { #expect(try await data(role) == mine) }
            let others: NSDictionary = [
                "day": "2026-09-04", "user": "43", "model": "gpt-4", "promptTokens": 100, "completionTokens": 200,
                "totalTokens": 300, "requests": 1, "estimated": none,
            ]
            let all = try await data("admin")
            #expect(all["rows"] as? NSArray == [row, others])
            #expect((all["totals"] as? NSDictionary)?["totalTokens"] as? Int == 333)
            #expect(try await edge.send("GET", "/usage?from=x").status == 422)
            #expect(try await edge.send("GET", "/usage?user=43").status == 403)
        }
    }

    @Test func aTenantThatHasUsedUpItsTokensIsRefusedUntilTomorrow() async throws {
        try await RunningEdge.with(["AURA_TENANT_TOKENS_PER_DAY": "100"]) { edge in
            let caller = try Caller.of("1", "43")
            _ = try await edge.ledger.record([.sample(caller, 50, 49, day: UsageDay.today.number)])
            try await edge.answering("ok") {
                let answer = try await edge.send("POST", "/chat", body: #"{"message":"hi"}"#)
                #expect(answer.status == 200)
            }
            _ = try await edge.ledger.record([.sample(caller, 1, 0, day: UsageDay.today.number)])
            for path in ["/chat", "/chat/stream", "/aura/chat/stream"] {
                let answer = try await edge.send("POST", path, body: #"{"message":"hi"}"#)
                #expect(answer.status == 429)
                #expect(try answer.json()["errorCode"] as? String == "E4291")
                let wait = try #require(answer.values("Retry-After").first.flatMap { Int($0) })
                #expect((1...86_400).contains(wait))
            }
            #expect(try await edge.queue.backlog() == 0)
            let other = try RunningEdge.caller("2", "42")
            try await edge.answering("ok") {
                let answer = try await edge.send("POST", "/chat", other, body: #"{"message":"hi"}"#)
                #expect(answer.status == 200)
            }
        }
    }
}
