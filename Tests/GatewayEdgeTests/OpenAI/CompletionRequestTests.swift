import HTTPTypes
import Testing

@testable import GatewayEdge

@Suite struct CompletionRequestTests {
    private func request(_ body: String) throws(OpenAIError) -> CompletionRequest {
        try CompletionRequest(body: Array(body.utf8))
    }

    private func refusal(_ body: String) -> OpenAIError? {
        do throws(OpenAIError) {
            _ = try self.request(body)
            return nil
        } catch {
            return error
        }
    }

    @Test func onlyWhatIsForTheProviderIsPassedOnAndAsItCame() throws {
        let body = #"""
            {"user":"u","model":"gpt-4","messages":[{"role":"user","content":[{"type":"text","text":"안녕"},
            {"type":"image_url","image_url":{"url":"data:,"}}]}],"stream":true,"stream_options":{"include_usage":true},
            "store":true,"metadata":{"a":"b"},"n":1,"temperature":0.10,"later":1,"service_tier":"flex",
            "tools":[{"type":"function","function":{"name":"f","parameters":{"z":1,"a":2}}}]}
            """#
        let request = try self.request(body)
        #expect(
            request.request == #"""
                {"messages":[{"role":"user","content":[{"type":"text","text":"안녕"},
                {"type":"image_url","image_url":{"url":"data:,"}}]}],"temperature":0.10,\#
                "tools":[{"type":"function","function":{"name":"f","parameters":{"z":1,"a":2}}}]}
                """#
        )
        #expect(request.model == "gpt-4")
        #expect(request.isStreamed)
        #expect(request.includeUsage)
        #expect(request.question == "안녕")
    }

    @Test(arguments: ["", #""model":"aura","#, #""model":"default","#, #""model":null,"#])
    func theProvidersOwnModelIsMeant(model: String) throws {
        let request = try self.request("{\(model)\"messages\":[{\"role\":\"assistant\",\"content\":null}]}")
        #expect(request.model == nil)
        #expect(!request.isStreamed)
        #expect(!request.includeUsage)
        #expect(request.question == nil)
    }

    @Test func theLastWordsOfThePersonAreTheQuestion() throws {
        let body = #"""
            {"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":null,
            "tool_calls":[]},{"role":"tool","tool_call_id":"1","content":"c"}],"functions":null}
            """#
        #expect(try self.request(body).question == "b")
    }

    @Test(
        arguments: [
            ("", nil), ("[]", nil), ("{", nil), ("{}", nil), (#"{"messages":"a"}"#, nil),
            (#"{"messages":[]}"#, "messages"), (#"{"messages":[{"content":"a"}]}"#, nil),
            (#"{"messages":[{"role":"user","content":1}]}"#, nil),
            (#"{"messages":[{"role":"user","content":"a"}],"n":2}"#, "n"),
            (#"{"messages":[{"role":"user","content":"a"}],"logprobs":true}"#, "logprobs"),
            (#"{"messages":[{"role":"user","content":"a"}],"functions":[]}"#, "functions"),
            (#"{"messages":[{"role":"user","content":"a"}],"function_call":"auto"}"#, "function_call"),
            (#"{"messages":[{"role":"user","content":"a"}],"tools":[{"type":"custom"}]}"#, "tools"),
            (#"{"messages":[{"role":"user","content":"a"}],"model":""}"#, "model"),
            (
                #"{"messages":[{"role":"user","content":"a"}],"stream_options":{"include_usage":true}}"#,
                "stream_options"
            ),
            (#"{"messages":[{"role":"user","content":"a"}],"messages":[]}"#, nil),
        ] as [(String, String?)]
    )
    func whatCannotBeAskedForIsABadRequest(body: String, param: String?) {
        let refusal = self.refusal(body)
        #expect(refusal?.status == .badRequest)
        #expect(refusal?.kind == .invalidRequest)
        #expect(refusal?.param == param)
    }
}
