import Messages
import Testing

@testable import LLM

@Suite struct TokenEstimateTests {
    @Test(arguments: [
        ("", 0), ("a", 1), ("abcd", 1), ("abcde", 2), ("The quick brown fox jumps over the lazy dog.", 11),
        ("안녕하세요", 4), ("분기 보고서를 요약해 주세요", 11), ("東京", 2), ("привет", 3), ("👋", 2), ("a\u{0}b\n", 1),
    ])
    func aTextsTokensGoByItsScript(text: String, tokens: Int) {
        #expect(TokenEstimate(text).tokens == tokens)
    }

    @Test func piecesCutAnywhereAddUpToTheWhole() {
        let text = "Re: 3분기 실적 👩‍👩‍👧 résumé 東京"
        for size in 1...7 {
            var pieces = TokenEstimate()
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                pieces.add(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(pieces == TokenEstimate(text))
        }
    }

    @Test func allThatGoesToTheModelCounts() {
        var request = ModelRequest.hello
        request.messages = [ChatMessage(role: .user, content: "abcd")]
        #expect(TokenEstimate(request).tokens == 5)
        let call = ToolCall(id: "1", name: "abcd", arguments: "{  }")
        request.messages.append(ChatMessage(role: .assistant, content: "", toolCalls: [call]))
        #expect(TokenEstimate(request).tokens == 11)
        request.tools = [ToolDefinition(name: "abcd", description: "abcd", parameters: "abcd")]
        #expect(TokenEstimate(request).tokens == 18)
        let passage = Grounding.Passage(id: "m", type: "mail", title: "t", text: "abcdabcd", score: 1)
        request.grounding = Grounding(passages: [passage])
        #expect(TokenEstimate(request).tokens == 160)
    }

    @Test func whatAModelThinksAndAsksForCounts() {
        var estimate = TokenEstimate()
        estimate.add(.text(Array("abcd".utf8)))
        estimate.add(.reasoning(Array("abcd".utf8)))
        estimate.add(.toolCalls([ToolCallDelta(index: 0, id: "x", name: "abcd", arguments: "abcd")]))
        #expect(estimate.tokens == 4)
    }

    @Test(arguments: [("abcdefgh", 1, "abcd"), ("가나다", 2, "가나"), ("ab", 5, "ab"), ("👩‍👩‍👧a", 2, "")])
    func aBeginningFitsItsTokens(text: String, tokens: Int, prefix: String) {
        #expect(TokenEstimate.prefix(of: text, tokens: tokens) == prefix)
    }
}
