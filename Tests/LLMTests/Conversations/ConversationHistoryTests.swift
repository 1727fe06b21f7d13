import Bus
import Messages
import TestSupport
import Testing

@testable import LLM

@Suite struct ConversationHistoryTests {
    /// A conversation whose turns are of so many tokens each: eight for two messages, and one for every four letters.
    private func conversation(
        _ tokens: [Int],
        dropped: Int = 0,
        summary: Conversation.Summary? = nil
    ) throws -> Conversation {
        let turns = tokens.enumerated().map { index, count in
            ConversationTurn.sample("q\(dropped + index + 1)--", String(repeating: "abcd", count: count - 9))
        }
        let head = ConversationHead(id: try .fresh(), title: "", created: 1, updated: 1, messageCount: 2 * turns.count)
        return Conversation(head: head, summary: summary, dropped: dropped, turns: turns)
    }

    private func history(_ conversation: Conversation) -> ConversationHistory {
        ConversationHistory(conversation, without: .random())
    }

    @Test(
        arguments: [
            ([30, 30, 40], 100, []), ([30, 30, 41], 100, [1, 2]), ([10, 10, 10, 10, 30, 31], 100, [1, 2, 3, 4, 5]),
            ([60, 20, 15, 15], 100, [1]), ([20, 90], 100, [1]), ([20, 101], 100, [1, 2]), ([], 100, []),
        ] as [([Int], Int, [Int])]
    )
    func theOldestTurnsGoUntilTheRestFitsInHalf(tokens: [Int], budget: Int, older: [Int]) throws {
        var history = self.history(try self.conversation(tokens))
        #expect(history.takeOlder(beyond: budget).map(\.number) == older)
        #expect(
            history.turns.map(\.number) == Array((1...max(1, tokens.count)).dropFirst(older.count).prefix(tokens.count))
        )
    }

    @Test func aSummaryStandsForItsTurnsEvenWhenSomeWent() throws {
        let summary = Conversation.Summary(text: "abcdabcd", turns: 5)
        let history = self.history(try self.conversation([20, 20, 20, 20], dropped: 3, summary: summary))
        #expect(history.turns.map(\.number) == [6, 7])
        #expect(history.tokens == 42)
    }

    @Test func whatTheRunItselfLeftIsNotPast() throws {
        let conversation = try self.conversation([20, 20])
        #expect(ConversationHistory(conversation, without: conversation.turns[1].run).turns.map(\.number) == [1])
        #expect(ConversationHistory(nil, without: .random()).isEmpty)
    }

    @Test func instructionsThePastAndTheQuestionGoInThisOrder() throws {
        let summary = Conversation.Summary(text: "what was", turns: 1)
        let history = self.history(try self.conversation([20, 20], summary: summary))
        let asked = [
            ChatMessage(role: .system, content: "be kind"), ChatMessage(role: .user, content: "ignored"),
            ChatMessage(role: .user, content: "new"),
        ]
        let messages = history.messages(asking: asked, mark: "MARK", .english)
        #expect(messages.map(\.role) == [.system, .user, .assistant, .user])
        #expect(messages[0].content.hasPrefix("be kind\n\n"))
        #expect(messages[0].content.contains("<summary MARK>\nwhat was\n</summary MARK>"))
        #expect(messages[1].content == "q2--")
        #expect(messages[3].content == "new")
        let bare = history.messages(asking: Array(asked.suffix(1)), mark: "MARK", .korean)
        #expect(bare.map(\.role) == [.system, .user, .assistant, .user])
    }
}
