import Messages
import Testing

@testable import LLM

@Suite struct ExtractiveProviderTests {
    @Test(arguments: [Language.korean, .english])
    func itSaysPlainlyThatNoModelIsConfiguredAndHow(language: Language) async throws {
        let request = ModelRequest(
            messages: [ChatMessage(role: .user, content: "hi")],
            language: language,
            call: .sample()
        )
        let emitted = Emitted()
        let completed = try await ExtractiveProvider().answer(request, into: emitted)
        #expect(completed == Completed(finishReason: "stop"))
        #expect(emitted.texts.count > 3)
        #expect(emitted.text.contains("OPENAI_BASE_URL"))
        #expect(emitted.text.contains("모델") == (language == .korean))
        let again = Emitted()
        _ = try await ExtractiveProvider().answer(request, into: again)
        #expect(again.texts == emitted.texts)
    }

    private func answer(to question: String, _ grounding: Grounding, _ language: Language) async throws -> String {
        var request = ModelRequest(
            messages: [ChatMessage(role: .user, content: question)],
            language: language,
            call: .sample()
        )
        request.grounding = grounding
        let emitted = Emitted()
        _ = try await ExtractiveProvider().answer(request, into: emitted)
        return emitted.text
    }

    @Test(arguments: Language.allCases)
    func itQuotesAndCitesEachPassage(language: Language) async throws {
        let passages = ["예산 검토 회의는 금요일입니다.", "Budget review"].enumerated().map { index, text in
            Grounding.Passage(id: "mail_\(index)", type: "mail", title: "t", text: text, score: 1)
        }
        let text = try await self.answer(to: "예산 검토가 언제죠?", Grounding(passages: passages), language)
        #expect(text.contains("“예산 검토 회의는 금요일입니다.” [1]"))
        #expect(text.contains("“Budget review” [2]"))
        #expect(text.contains("OPENAI_BASE_URL"))
    }

    @Test(arguments: Language.allCases)
    func itTellsNothingFoundFromNotSearched(language: Language) async throws {
        let nothing = try await self.answer(to: "x", Grounding(passages: []), language)
        let degraded = try await self.answer(to: "x", Grounding(passages: [], isDegraded: true), language)
        #expect(nothing != degraded)
        #expect(!nothing.contains("[1]"))
    }

    @Test(arguments: ["a b  c", "", " ", "한 국 ", "one", "👨‍👩‍👧‍👦 👋"])
    func itsPiecesMakeItsText(text: String) {
        let pieces = ExtractiveProvider.pieces(of: text)
        #expect(pieces.joined() == text)
        #expect(pieces.allSatisfy { !$0.isEmpty })
    }
}
