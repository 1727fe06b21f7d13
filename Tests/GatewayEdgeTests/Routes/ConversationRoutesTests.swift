import Bus
import Foundation
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite(.timeLimit(.minutes(2))) struct ConversationRoutesTests {
    private static let id = ConversationID("thread_1")!

    private func data(_ answer: EdgeAnswer) throws -> NSDictionary {
        #expect(answer.status == 200)
        return try #require(try answer.json()["data"] as? NSDictionary)
    }

    @Test(arguments: ["", "/aura"])
    func aConversationIsListedShownAndDeleted(prefix: String) async throws {
        try await RunningEdge.with { edge in
            let caller = try Caller.of("1", "42")
            let turn = ConversationTurn.sample("첫 질문", "답", at: 1_790_000_000_500)
            _ = try await edge.conversations.put(turn, in: Self.id, of: caller)
            let head: NSDictionary = [
                "id": "thread_1", "title": "첫 질문", "createdAt": "2026-09-21T14:13:20.5",
                "updatedAt": "2026-09-21T14:13:20.5", "messageCount": 2,
            ]
            let list = try self.data(try await edge.send("GET", "\(prefix)/conversations"))
            #expect(list == ["conversations": [head]])
            let shown = try self.data(try await edge.send("GET", "\(prefix)/conversations/thread_1"))
            let messages = [("user", "첫 질문"), ("assistant", "답")].map { role, content in
                ["role": role, "content": content, "at": "2026-09-21T14:13:20.5", "runId": "\(turn.run)"]
            }
            #expect(shown["messages"] as? [[String: String]] == messages)
            #expect(shown["title"] as? String == "첫 질문")
            #expect(shown["cut"] as? Bool == false)
            let deleted = try self.data(try await edge.send("DELETE", "\(prefix)/conversations/thread_1"))
            #expect(deleted == ["id": "thread_1"])
            for method in ["GET", "DELETE"] {
                let answer = try await edge.send(method, "\(prefix)/conversations/thread_1")
                #expect(answer.status == 404)
                #expect(try answer.json()["errorCode"] as? String == "E1004")
            }
        }
    }

    @Test func theListComesInPages() async throws {
        try await RunningEdge.with { edge in
            let caller = try Caller.of("1", "42")
            for number in 0..<5 {
                let id = try #require(ConversationID("c\(number)"))
                _ = try await edge.conversations.put(.sample("q", "a"), in: id, of: caller)
            }
            var (ids, next): ([String], String?) = ([], nil)
            repeat {
                let cursor = next.map { "&cursor=\($0)" } ?? ""
                let page = try self.data(try await edge.send("GET", "/conversations?limit=2\(cursor)"))
                let heads = try #require(page["conversations"] as? [NSDictionary])
                #expect(heads.count <= 2)
                ids += heads.compactMap { $0["id"] as? String }
                next = page["next"] as? String
            } while next != nil && ids.count < 10
            #expect(ids == ["c4", "c3", "c2", "c1", "c0"])
        }
    }

    @Test(arguments: ["limit=0", "limit=101", "limit=x", "limit=", "cursor=x", "cursor="])
    func aPageThatCannotBeIsRefused(query: String) async throws {
        try await RunningEdge.with { edge in
            let answer = try await edge.send("GET", "/conversations?\(query)")
            #expect(answer.status == 422)
        }
    }

    @Test(arguments: [("1", "43"), ("2", "42"), ("2", "43")])
    func anothersConversationIsNotThere(stranger: (String, String)) async throws {
        try await RunningEdge.with { edge in
            let caller = try Caller.of("1", "42")
            _ = try await edge.conversations.put(.sample("secret", "a"), in: Self.id, of: caller)
            let headers = try RunningEdge.caller(stranger.0, stranger.1)
            for (method, path) in [("GET", "/thread_1"), ("DELETE", "/thread_1"), ("GET", "/..%2Fx"), ("GET", "/%00")] {
                let answer = try await edge.send(method, "/conversations\(path)", headers)
                #expect(answer.status == 404)
                #expect(!answer.text.contains("secret"))
            }
            let list = try await edge.send("GET", "/conversations", headers)
            #expect(try self.data(list) == ["conversations": []])
            #expect(try await edge.conversations.conversation(Self.id, of: caller) != nil)
        }
    }

    @Test func aGuestMayReadAndNoMore() async throws {
        try await RunningEdge.with { edge in
            let headers = ["Authorization": "Bearer \(try TestToken.of(role: "guest"))"]
            #expect(try await edge.send("GET", "/conversations", headers).status == 200)
            #expect(try await edge.send("DELETE", "/conversations/thread_1", headers).status == 403)
            #expect(try await edge.send("GET", "/conversations", ["Authorization": nil]).status == 401)
        }
    }

    @Test func aChatsConversationGoesToTheWorker() async throws {
        try await RunningEdge.with { edge in
            let bodies = [#"{"message":"hi","conversationId":"thread_1"}"#, #"{"message":"hi"}"#]
            for (body, path) in zip(bodies, ["/chat", "/aura/chat?conversationId=thread_2"]) {
                let (answer, asked) = try await edge.answeringOne("ok") {
                    try await edge.send("POST", path, body: body)
                }
                #expect(answer.status == 200)
                let chat = try ContinueChat.decoded(from: asked.body)
                #expect(chat.conversation?.description == (body == bodies[0] ? "thread_1" : "thread_2"))
            }
        }
    }
}

extension RunningEdge {
    /// Runs an operation beside a worker that answers one command, and tells which.
    fileprivate func answeringOne<Result: Sendable>(
        _ text: String,
        operation: @Sendable () async throws -> Result
    ) async throws -> (Result, Command) {
        try await withThrowingTaskGroup(of: Command.self) { tasks in
            tasks.addTask {
                while true {
                    for delivery in try await self.queue.receive(as: self.worker.id, limit: 1, wait: .seconds(1)) {
                        let command = try delivery.command()
                        try await self.worker.begin(command.run)
                        try await self.worker.say([.text(text)], in: command.run)
                        try await self.worker.complete(command.run)
                        try await self.queue.complete(delivery)
                        return command
                    }
                    try Task.checkCancellation()
                }
            }
            let result = try await operation()
            return (result, try #require(try await tasks.next()))
        }
    }
}
