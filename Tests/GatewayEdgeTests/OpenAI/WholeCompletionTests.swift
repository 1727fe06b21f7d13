import Bus
import Foundation
import Messages
import TestSupport
import HTTPTypes
import Testing

@testable import GatewayEdge

@Suite struct WholeCompletionTests {
    private func entry(_ sequence: UInt64, _ event: RunEvent, epoch: UInt64 = 1) -> LogEntry {
        LogEntry(id: EventID(epoch, sequence), event: event)
    }

    private func head(epoch: UInt64 = 1) throws -> LogEntry {
        let head = CompletionHead(model: "m", created: 17, includeUsage: false)
        return self.entry(2, RunEvent(.completion, try head.encoded()), epoch: epoch)
    }

    private func calls(_ json: String) -> LogEntry { self.entry(3, RunEvent(.toolCalls, Array(json.utf8))) }

    private func whole(_ events: ViewerEvent..., ending: Completed? = Completed()) throws -> WholeCompletion {
        var whole = WholeCompletion(run: try #require(RunID("0123456789abcdefghijklmnop")))
        for event in events { whole.add(event) }
        if let ending { whole.add(.ended(self.entry(9, RunEvent(.completed, try ending.encoded())))) }
        return whole
    }

    private func json(_ whole: WholeCompletion) throws -> NSDictionary? {
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(whole.completed())) as? NSDictionary
    }

    private func refusal(_ whole: WholeCompletion) -> OpenAIError? {
        do throws(OpenAIError) {
            _ = try whole.completed()
            return nil
        } catch {
            return error
        }
    }

    @Test func piecesMakeOneMessage() throws {
        let usage = TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)
        let whole = try self.whole(
            .events([try self.head(), self.entry(3, RunEvent(.reasoning, Array("hm".utf8)))]),
            .events([self.entry(4, .text("안")), self.entry(5, .text("녕"))]),
            ending: Completed(usage: usage, finishReason: "length", model: "m-2")
        )
        let expected: NSDictionary = [
            "id": "chatcmpl-0123456789abcdefghijklmnop", "object": "chat.completion", "created": 17, "model": "m-2",
            "choices": [
                [
                    "index": 0, "finish_reason": "length",
                    "message": [
                        "role": "assistant", "content": "안녕", "refusal": NSNull(), "reasoning_content": "hm",
                    ] as NSDictionary,
                ] as NSDictionary
            ],
            "usage": ["prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3] as NSDictionary,
        ]
        #expect(try self.json(whole) == expected)
    }

    @Test func piecesOfCallsMakeCalls() throws {
        let whole = try self.whole(
            .events([
                try self.head(),
                self.calls(#"[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]"#),
                self.calls(#"[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\""}}]"#),
                self.calls(#"[{"index":0,"function":{"arguments":"x\":1}"}},{"index":1,"function":{}}]"#),
            ])
        )
        let choice = try #require((try self.json(whole)?["choices"] as? [NSDictionary])?.first)
        #expect(choice["finish_reason"] as? String == "tool_calls")
        let message = try #require(choice["message"] as? NSDictionary)
        #expect(message["content"] is NSNull)
        let calls: NSArray = [
            ["id": "a", "type": "function", "function": ["name": "f", "arguments": #"{"x":1}"#]],
            ["id": "b", "type": "function", "function": ["name": "g", "arguments": ""]],
        ]
        #expect(message["tool_calls"] as? NSArray == calls)
    }

    /// `restarted` comes for text only, the head of the next attempt always.
    @Test func whatWasSaidBeforeTheAnswerBeganAnewIsDropped() throws {
        let whole = try self.whole(
            .events([try self.head(), self.calls(#"[{"index":0,"id":"a","function":{"name":"f"}}]"#)]),
            .events([try self.head(epoch: 2), self.entry(5, .text("b"), epoch: 2)])
        )
        let body = try whole.completed()
        #expect(body.choices.map(\.message.content) == ["b"])
        #expect(body.choices.map(\.message.calls) == [[]])
    }

    @Test(
        arguments: [
            (RunFailure.ErrorType.provider, 502, nil), (.providerTimeout, 504, nil), (.busUnavailable, 503, nil),
            (.rateLimited, 429, "rate_limit_exceeded"), (.invalidRequest, 400, nil),
            (.modelNotFound, 404, "model_not_found"), (.internal, 500, nil),
        ] as [(RunFailure.ErrorType, Int, String?)]
    )
    func aFailureHasItsStatus(type: RunFailure.ErrorType, status: Int, code: String?) throws {
        let failure = RunEvent(.failed, try RunFailure(type, error: "e", message: "m").encoded())
        let refusal = self.refusal(
            try self.whole(.events([try self.head()]), .ended(self.entry(3, failure)), ending: nil)
        )
        #expect(refusal?.status.code == status)
        if let code { #expect(refusal?.code == code) }
    }

    @Test func anAnswerWithAHoleOrWithoutAnEndIsNone() throws {
        let hole = try self.whole(.events([try self.head()]), .resync(text: [], upTo: EventID(1, 5)))
        #expect(self.refusal(hole)?.status == .badGateway)
        #expect(self.refusal(try self.whole(.events([try self.head()]), ending: nil))?.status == .badGateway)
    }
}
