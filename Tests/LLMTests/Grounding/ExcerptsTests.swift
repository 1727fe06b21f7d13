import Testing

@testable import LLM

@Suite struct ExcerptsTests {
    @Test func theSentencesThatShareMostWithTheQuestionAreQuoted() {
        let mail = "Lunch is at noon. The budget review is on Friday. Bring the report! See you."
        #expect(
            Excerpts(question: "When is the budget review?").quotes(from: [mail]).first
                == .init(text: "The budget review is on Friday.", passage: 0)
        )
    }

    @Test func koreanEndingsDoNotHideAMatch() {
        let mail = "안녕하세요.\n1분기 매출 보고서 초안을 보냅니다. 내일까지 검토해 주세요."
        let quotes = Excerpts(question: "매출보고서를 누가 보냈나요?").quotes(from: [mail])
        #expect(quotes.first?.text == "1분기 매출 보고서 초안을 보냅니다.")
    }

    @Test func aPassageThatSharesNothingIsQuotedByItsBeginning() {
        let quotes = Excerpts(question: "???").quotes(from: ["First line\nsecond", "", "Another"])
        #expect(quotes == [.init(text: "First line", passage: 0), .init(text: "Another", passage: 2)])
    }

    @Test func aLongSentenceIsCut() {
        let quotes = Excerpts(question: "a").quotes(from: [String(repeating: "긴", count: 5000)])
        #expect(quotes.first?.text.count == 300)
    }
}
