import Messages
import Testing

@testable import LLM

@Suite struct ExtractiveProviderTests {
    @Test(arguments: [Language.korean, .english])
    func itSaysPlainlyThatNoModelIsConfiguredAndHow(language: Language) async throws {
        let request = ModelRequest(messages: [ChatMessage(role: .user, content: "hi")], language: language)
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

    @Test(arguments: ["a b  c", "", " ", "한 국 ", "one", "👨‍👩‍👧‍👦 👋"])
    func itsPiecesMakeItsText(text: String) {
        let pieces = ExtractiveProvider.pieces(of: text)
        #expect(pieces.joined() == text)
        #expect(pieces.allSatisfy { !$0.isEmpty })
    }
}
