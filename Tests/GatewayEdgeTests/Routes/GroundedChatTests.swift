import Bus
import Foundation
import Messages
import ServerSentEvents
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(1))) struct GroundedChatTests {
    private static let hit = SearchHit(
        id: "mail_981",
        score: 0.9,
        type: "mail",
        text: "Budget review\nThe budget is 5 million.",
        metadata: ["title": "Budget review"]
    )

    /// The command that a chat becomes.
    private func chat(_ edge: RunningEdge, _ body: String) async throws -> ContinueChat {
        try await EdgeConnection.with(port: edge.port) { connection in
            try await connection.write(try RunningEdge.request("POST", "/chat/stream", body: body))
            return try await ContinueChat.decoded(from: edge.nextCommand().body)
        }
    }

    @Test func aChatThatWantsThemCarriesNumberedPassages() async throws {
        try await RunningEdge.with { edge in
            let (chat, asked) = try await edge.searching(finding: [Self.hit]) {
                try await self.chat(edge, #"{"message":"What is the budget?","rag":true}"#)
            }
            let grounding = try #require(chat.grounding)
            #expect(!grounding.isDegraded)
            #expect(
                grounding.passages == [
                    .init(id: "mail_981", type: "mail", title: "Budget review", text: Self.hit.text, score: 0.9)
                ]
            )
            #expect(asked.map(\.caller) == [try .of("1", "42")])
            let search = try SearchDocuments.decoded(from: try #require(asked.first).body)
            #expect(search.query == "What is the budget?")
        }
    }

    @Test(arguments: [#"{"message":"x"}"#, #"{"message":"x","rag":false}"#])
    func othersAreNotSearchedFor(body: String) async throws {
        try await RunningEdge.with { edge in
            let (chat, asked) = try await edge.searching(finding: [Self.hit]) { try await self.chat(edge, body) }
            #expect(chat.grounding == nil)
            #expect(asked.isEmpty)
        }
    }

    @Test func whereAWorkerHasNoModelDocumentsAreTheDefault() async throws {
        try await RunningEdge.with { edge in
            let extractive = InMemoryLeases(bus: edge.bus, trait: .answersFromDocuments)
            try await extractive.renew(edge.worker.id, for: .seconds(3600))
            // A worker is known by what it holds.
            edge.queue.send(fields: [])
            _ = try await edge.queue.receive(as: edge.worker.id, limit: 1, wait: .zero)
            let (chats, asked) = try await edge.searching(finding: [Self.hit]) {
                [
                    try await self.chat(edge, #"{"message":"x"}"#),
                    try await self.chat(edge, #"{"message":"x","rag":false}"#),
                ]
            }
            #expect(chats.map { $0.grounding?.passages.count } == [1, nil])
            #expect(asked.count == 1)
        }
    }

    @Test func anIndexerThatIsSilentCostsTheAnswerItsSourcesOnly() async throws {
        try await RunningEdge.with(["AURA_RAG_TIMEOUT": "0.05"]) { edge in
            let chat = try await self.chat(edge, #"{"message":"x","rag":true}"#)
            #expect(chat.grounding == Grounding(passages: [], isDegraded: true))
        }
    }

    @Test func sourcesAreShownBeforeTheTextAndInTheWholeAnswer() async throws {
        try await RunningEdge.with { edge in
            let sources = Sources(Grounding(passages: [.init(Self.hit, limit: 100)]))
            let answers = try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    for _ in 0..<2 {
                        let run = try await edge.nextCommand().run
                        try await edge.worker.begin(run)
                        try await edge.worker.say([RunEvent(.sources, try sources.encoded())], in: run)
                        try await edge.worker.say("5 million [1]", in: run)
                        try await edge.worker.complete(run)
                    }
                }
                let body = #"{"message":"x","rag":false}"#
                let answers = [
                    try await edge.send("POST", "/chat/stream", body: body),
                    try await edge.send("POST", "/chat", body: body),
                ]
                try await tasks.waitForAll()
                return answers
            }
            let events = try answers[0].events()
            #expect(events.map(\.event) == ["sources", nil, nil])
            #expect(try Sources.decoded(from: events[0].data) == sources)
            let data = try #require(try answers[1].json()["data"] as? [String: Any])
            #expect(data["text"] as? String == "5 million [1]")
            #expect((data["sources"] as? [[String: Any]])?.first?["id"] as? String == "mail_981")
            #expect(data["degraded"] as? Bool == false)
        }
    }

    @Test func theSameKeyDoesNotSearchAgain() async throws {
        try await RunningEdge.with { edge in
            let (_, asked) = try await edge.searching(finding: [Self.hit]) {
                try await edge.answering("ok") {
                    for _ in 0..<2 {
                        let body = #"{"message":"x","rag":true}"#
                        let answer = try await edge.send("POST", "/chat", ["Idempotency-Key": "k"], body: body)
                        #expect(answer.status == 200)
                    }
                }
            }
            #expect(asked.count == 1)
        }
    }
}
