import Bus
import Messages
import TestSupport
import Testing

@Suite struct ConversationTurnTests {
    @Test(arguments: [
        ("hello", "hello"), ("  two\n\n lines\t", "two lines"), ("", ""),
        (String(repeating: "가", count: 60), String(repeating: "가", count: 60)),
        (String(repeating: "가", count: 61), String(repeating: "가", count: 59) + "…"),
        (String(repeating: "👩‍👩‍👧", count: 80), String(repeating: "👩‍👩‍👧", count: 59) + "…"),
    ])
    func theTitleIsTheFirstQuestionCutShort(question: String, title: String) {
        var turn = ConversationTurn.sample(question, "answer")
        turn.messages.insert(ChatMessage(role: .assistant, content: "before"), at: 0)
        #expect(turn.title == title)
    }

    @Test func aTurnWithoutAQuestionHasNoTitle() {
        #expect(ConversationTurn(run: .random(), at: 1, messages: []).title.isEmpty)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abc…"), ("가나다라", 11, "가나…"), ("가나다라", 12, "가나다라"),
        ("👩‍👩‍👧👩‍👩‍👧", 22, "👩‍👩‍👧…"), ("가", 2, "…"),
    ])
    func aMessageIsCutAtACharacter(text: String, limit: Int, cut: String) {
        #expect(ConversationTurn.sample(text, "").cut(to: limit).messages[0].content == cut)
    }

    @Test func aTurnIsReadAsItWasStored() throws {
        let run = try #require(RunID("0123456789abcdef"))
        let json = """
            {"run":"0123456789abcdef","at":1790000000000,"messages":[{"role":"user","content":"a/b"},\
            {"role":"assistant","content":"답"}],"later":1}
            """
        let turn = ConversationTurn.sample("a/b", "답", run: run)
        #expect(try ConversationTurn(stored: Array(json.utf8)) == turn)
        #expect(try ConversationTurn(stored: turn.stored()) == turn)
        #expect(throws: BusError.self) { try ConversationTurn(stored: Array("{".utf8)) }
    }
}
