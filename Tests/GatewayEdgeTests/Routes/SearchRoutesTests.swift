import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(1))) struct SearchRoutesTests {
    private static let hit = SearchHit(
        id: "mail_981",
        score: 1,
        type: "mail",
        text: "Budget review",
        metadata: ["title": "Budget review", "recipientCount": .integer(3)]
    )

    @Test(arguments: ["/search", "/aura/search"])
    func whatTheIndexerFindsIsTheAnswer(path: String) async throws {
        try await RunningEdge.with { edge in
            let (answers, asked) = try await edge.searching(finding: [Self.hit]) {
                [
                    try await edge.send("POST", path, body: #"{"query":"budget","limit":5,"tenant_id":"2"}"#),
                    try await edge.send("GET", path + "?q=budget&limit=5"),
                ]
            }
            for answer in answers {
                #expect(answer.status == 200)
                #expect(answer.values("Content-Type") == ["application/json"])
                let data = try #require(try answer.json()["data"] as? [String: Any])
                let result = try #require((data["results"] as? [[String: Any]])?.first)
                #expect(result["id"] as? String == "mail_981")
                #expect(result["text"] as? String == "Budget review")
                #expect((result["metadata"] as? [String: Any])?["recipientCount"] as? Int == 3)
                #expect(data["tookMs"] as? Double == 0.5)
            }
            // The tenant is the token's, whatever the body says.
            #expect(asked.map(\.caller) == [try .of("1", "42"), try .of("1", "42")])
            let search = try SearchDocuments.decoded(from: try #require(asked.first).body)
            #expect(search == SearchDocuments(query: "budget", limit: 5))
        }
    }

    @Test func aFinishedSearchLeavesNothingBehind() async throws {
        try await RunningEdge.with { edge in
            let (answer, asked) = try await edge.searching(finding: []) {
                try await edge.send("GET", "/search?q=x")
            }
            #expect(answer.status == 200)
            let run = try #require(asked.first).run
            try await eventually("the run to be forgotten") {
                try await edge.send("GET", "/runs/\(run)").status == 404
            }
            #expect(edge.hub.viewerCount == 0)
        }
    }

    @Test func aGuestMaySearchAndMayNotChat() async throws {
        try await RunningEdge.with { edge in
            let guest = try RunningEdge.caller("1", "7", role: "guest")
            let (statuses, _) = try await edge.searching(finding: []) {
                [
                    try await edge.send("GET", "/search?q=x", guest).status,
                    try await edge.send("POST", "/chat", guest, body: #"{"message":"x"}"#).status,
                ]
            }
            #expect(statuses == [200, 403])
        }
    }

    @Test func withoutATokenNothingIsFound() async throws {
        try await RunningEdge.with { edge in
            let nobody = try await edge.send("GET", "/search?q=x", ["Authorization": nil])
            let stranger = try await edge.send("GET", "/search?q=x", ["X-Tenant-ID": "2"])
            #expect(nobody.status == 401)
            #expect(stranger.status == 403)
        }
    }

    @Test func anIndexerThatIsSilentIs503() async throws {
        try await RunningEdge.with(["AURA_SEARCH_TIMEOUT": "0.05"]) { edge in
            let answer = try await edge.send("GET", "/search?q=x")
            #expect(answer.status == 503)
            #expect(!answer.values("Retry-After").isEmpty)
            #expect(edge.hub.viewerCount == 0)
        }
    }

    @Test func anIndexerThatFailsIsAnErrorWithoutItsInnards() async throws {
        try await RunningEdge.with { edge in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    let deliveries = try await edge.searches.receive(as: edge.worker.id, limit: 1, wait: .seconds(30))
                    let run = try #require(deliveries.first).command().run
                    try await edge.worker.begin(run)
                    try await edge.worker.fail(run, .internal)
                }
                #expect(try await edge.send("GET", "/search?q=x").status == 500)
                try await tasks.waitForAll()
            }
        }
    }

    @Test func withoutTheBusItIs503() async throws {
        try await RunningEdge.with { edge in
            edge.bus.fail()
            let answer = try await edge.send("GET", "/search?q=x")
            #expect(answer.status == 503)
        }
    }
}
