import Messages
import Testing

@testable import LLM

@Suite struct AnalysisPromptTests {
    @Test func aPlansLinesAreQueriesAfterTheQuestionItself() {
        let prompt = AnalysisPrompt(AnalyseQuestion(question: "왜 매출이 줄었나요?", language: .korean))
        let plan = "1. 1분기 매출\n- 고객 이탈\n\n???\n* 고객 이탈\n3) 마케팅 예산\n4) 다섯째"
        // Numbers and bullets in front are no part of a query; what repeats or goes beyond the limit is left out.
        #expect(prompt.queries(in: plan) == ["왜 매출이 줄었나요?", "분기 매출", "고객 이탈", "마케팅 예산"])
        #expect(prompt.queries(in: "") == ["왜 매출이 줄었나요?"])
    }

    @Test(arguments: Language.allCases)
    func theDataStandsWithTheQuestion(language: Language) {
        let prompt = AnalysisPrompt(AnalyseQuestion(question: "Q?", data: #"{"a":1}"#, language: language))
        #expect(prompt.analysis.map(\.role) == [.system, .user])
        #expect(prompt.analysis[1].content.hasPrefix("Q?"))
        #expect(prompt.analysis[1].content.hasSuffix(#"{"a":1}"#))
    }

    @Test func stagesOnlyGoForward() {
        let progress = AnalysisStage.allCases.map(\.progress)
        #expect(progress == progress.sorted())
        #expect(progress.allSatisfy { (1..<100).contains($0) })
    }
}
