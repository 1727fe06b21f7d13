import ServerSentEvents
import Testing

@testable import AuraCLI

@Suite struct StreamEventTests {
    private static func event(_ name: String?, _ data: String, id: String? = "r:1-2") -> ServerSentEvent {
        ServerSentEvent(id: id, event: name, data: Array(data.utf8))
    }

    @Test(
        arguments: [
            (nil, "Hel\nlo {\"a\":1}", .text("Hel\nlo {\"a\":1}")), (nil, "[DONE]", .done),
            (
                "sources", #"{"sources":[{"id":"mail_1","title":"Budget"},{"title":"x"}],"degraded":false}"#,
                .sources(["Budget (mail_1)", "x"])
            ),
            ("restarted", #"{"reason":"worker-lost"}"#, .restarted),
            ("resync", #"{"reason":"gap","text":"all"}"#, .replaced("all")),
            ("progress", #"{"progress":40,"description":"reads"}"#, .progress(percent: 40, description: "reads")),
            ("task", #"{"taskId":"t-1"}"#, .task(id: "t-1")),
            (
                "error", #"{"error":"e","errorType":"ProviderError","message":"m"}"#,
                .failed(type: "ProviderError", message: "m")
            ),
            ("error", "not JSON", .failed(type: "error", message: "")), ("later", "{}", .other),
        ] as [(String?, String, StreamEvent)]
    )
    func aChatsEvents(name: String?, data: String, meaning: StreamEvent) {
        #expect(StreamEvent(Self.event(name, data), in: .chat) == meaning)
    }

    @Test(
        arguments: [
            ("content", #"{"content":"Hi","chunk":true,"data":{}}"#, .text("Hi")),
            ("thought", #"{"content":"hm"}"#, .thought("hm")),
            ("plan_step", #"{"title":"send_mail","status":"pending"}"#, .step(title: "send_mail", status: "pending")),
            (
                "tool_execution", #"{"toolName":"a","status":"running","toolArgs":{"to":"김"}}"#,
                .tool(name: "a", status: "running", detail: #"{"to":"김"}"#)
            ),
            (
                "tool_execution", #"{"toolName":"a","status":"failed","toolArgs":{},"error":"no"}"#,
                .tool(name: "a", status: "failed", detail: "no")
            ),
            (
                "hitl", #"{"requestId":"req_1","actionType":"send_mail","context":{"b":1,"a":"x"}}"#,
                .approval(ApprovalQuestion(request: "req_1", action: "send_mail", arguments: #"{"a":"x","b":1}"#))
            ),
            ("resync", #"{"text":"all"}"#, .replaced("all")), ("timeline_step_update", "{}", .other),
            ("error", #"{"errorType":"RejectionError","message":"m"}"#, .failed(type: "RejectionError", message: "m")),
            ("end", #"{"status":"completed"}"#, .other), (nil, "[DONE]", .done), (nil, "text", .other),
        ] as [(String?, String, StreamEvent)]
    )
    func anAgentsEvents(name: String?, data: String, meaning: StreamEvent) {
        #expect(StreamEvent(Self.event(name, data), in: .agent) == meaning)
    }

    @Test(
        arguments: [
            (#"{"choices":[{"delta":{"content":"Hi"}}]}"#, .text("Hi")), (#"{"choices":[{"delta":{}}]}"#, .other),
            (#"{"error":{"type":"server_error","message":"m"}}"#, .failed(type: "server_error", message: "m")),
            ("[DONE]", .done),
        ] as [(String, StreamEvent)]
    )
    func aCompletionsChunks(data: String, meaning: StreamEvent) {
        #expect(StreamEvent(Self.event(nil, data), in: .completion) == meaning)
    }

    @Test func machinesGetALineForEach() {
        #expect(
            Self.event(nil, "a\n\u{1B}\"b").jsonLine(in: .chat)
                == #"{"data":"a\n\u001b\"b","event":"text","id":"r:1-2"}"#
        )
        #expect(
            Self.event("hitl", #"{"type":"hitl","requestId":"r","data":{"requestId":"r"}}"#).jsonLine(in: .agent)
                == #"{"data":{"requestId":"r"},"event":"hitl","id":"r:1-2"}"#
        )
        #expect(
            Self.event("sources", #"{"sources":[]}"#, id: nil).jsonLine(in: .chat)
                == #"{"data":{"sources":[]},"event":"sources"}"#
        )
        #expect(
            Self.event(nil, #"{"choices":[]}"#).jsonLine(in: .completion)
                == #"{"data":{"choices":[]},"event":"chunk","id":"r:1-2"}"#
        )
        #expect(Self.event(nil, "[DONE]").jsonLine(in: .agent) == #"{"event":"done"}"#)
    }

    @Test(arguments: [("agent", StreamShape.agent), ("completion", .completion), ("chat", .chat), ("analysis", .chat)])
    func aRunsKindSaysHowItsStreamIsWritten(kind: String, shape: StreamShape) {
        #expect(StreamShape(kind: kind) == shape)
    }

    @Test(
        arguments: [
            ("ServerShutdown", "r:1-4.e1", false, true), ("BusUnavailable", "r:1-4.e1", false, true),
            // The run itself ended with it.
            ("BusUnavailable", "r:1-4", false, false), ("TokenExpired", "r:1-4.e1", true, true),
            ("TokenExpired", "r:1-4.e1", false, false), ("ProviderError", "r:1-4", true, false),
            ("ReplayUnavailable", "r:0-0.e1", true, false), ("Unheard", "r:1-4.e1", true, false),
        ]
    )
    func whatPassesIsToldFromAnEnd(type: String, id: String, isRenewable: Bool, passes: Bool) {
        let event = Self.event("error", #"{"errorType":"\#(type)","message":"m"}"#, id: id)
        #expect(RunStream.passing(event, isRenewable: isRenewable) == (passes ? "m" : nil))
        let text = Self.event(nil, #"{"errorType":"ServerShutdown","message":"m"}"#, id: id)
        #expect(RunStream.passing(text, isRenewable: true) == nil)
    }
}
