import Foundation
import HTTPFetch
import Messages
import Testing

@testable import LLM

@Suite struct CompletionBodyTests {
    @Test func aClientsBytesGoOnAsTheyAre() throws {
        let original = #" {"messages":[{"z":1,"a":0.10}],"temperature":1e0}"#
        let bytes = try CompletionBody.bytes(of: original, model: "m/\"1")
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasSuffix(#","messages":[{"z":1,"a":0.10}],"temperature":1e0}"#))
        let json = try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary
        #expect(json?["model"] as? String == "m/\"1")
        #expect(json?["stream"] as? Bool == true)
        #expect(json?["stream_options"] as? NSDictionary == ["include_usage": true])
    }

    @Test func theProviderGetsThemWithItsOwnModelWhereNoneIsNamed() async throws {
        for (named, sent) in [(nil, "m-default"), ("m-1", "m-1")] as [(String?, String)] {
            let http = ScriptedFetcher(chunks: [delta("hi"), "data: [DONE]\n\n"])
            let provider = OpenAIProvider(configuration: .test(), http: http)
            var request = ModelRequest.hello
            request.original = #"{"messages":[],"seed":7}"#
            request.model = named
            _ = try await provider.answer(request, say: { _ in })
            let body = try #require(http.requests.first?.body)
            let json = try JSONSerialization.jsonObject(with: Data(body)) as? NSDictionary
            #expect(json?["model"] as? String == sent)
            #expect(json?["seed"] as? Int == 7)
            #expect(json?["messages"] as? NSArray == [])
        }
    }

    @Test func wordsAreReadOutOfEveryFormOfAMessage() throws {
        let request = #"""
            {"messages":[{"role":"developer","content":"d"},{"role":"user","content":[{"type":"text","text":"a"},
            {"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"b"}]},
            {"role":"assistant","content":null,"tool_calls":[]},{"role":"tool","tool_call_id":"1","content":"t"}]}
            """#
        let messages = try #require(CompletionConversation(request: request)).messages
        #expect(messages.map(\.role) == [.system, .user, .assistant, .tool])
        #expect(messages.map(\.content) == ["d", "a\nb", "", "t"])
        #expect(CompletionConversation(request: "{}") == nil)
        #expect(CompletionConversation(request: "[]") == nil)
    }
}
