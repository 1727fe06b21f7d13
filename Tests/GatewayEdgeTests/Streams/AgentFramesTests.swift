import Bus
import Foundation
import Messages
import ServerSentEvents
import TestSupport
import Testing

@testable import GatewayEdge

@Suite struct AgentFramesTests {
    private static let name = "0123456789abcdefghijklmnop"

    /// What a client parses out of the frames.
    private func events(_ shown: ViewerEvent...) throws -> [(name: String?, id: String?, fields: NSDictionary?)] {
        var frames = AgentFrames(run: try #require(RunID(Self.name)))
        frames.now = { 1_769_938_200 }
        let bytes = try shown.flatMap { try frames.frames(for: $0) }.flatMap { $0 }
        var parser = EventStreamParser(maximumEventBytes: 1 << 20)
        var events: [ServerSentEvent] = []
        try parser.consume(bytes, into: &events)
        return try events.map { event in
            guard !event.data.elementsEqual("[DONE]".utf8) else { return ("[DONE]", nil, nil) }
            let fields = try JSONSerialization.jsonObject(with: Data(event.data))
            return (event.event, event.id, try #require(fields as? NSDictionary))
        }
    }

    private func entry(_ sequence: UInt64, _ event: RunEvent) -> LogEntry {
        LogEntry(id: EventID(1, sequence), event: event)
    }

    private func failed(_ failure: RunFailure) throws -> ViewerEvent {
        .ended(self.entry(9, RunEvent(.failed, try failure.encoded())))
    }

    @Test func aFrameIsTheContractsToTheByte() throws {
        var frames = AgentFrames(run: try #require(RunID(Self.name)))
        frames.now = { 1_769_938_200 }
        let frame = try frames.frames(for: .events([self.entry(4, RunEvent(.text, Array("Hel\n\"lo".utf8)))]))
        let text = String(decoding: try #require(frame.first), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 5)
        #expect(lines[0] == "id: \(Self.name):1-4")
        #expect(lines[1] == "event: content")
        #expect(lines[2].hasPrefix(#"data: {"type":"content","version":"1.0","timestamp":1769938200,"#))
        #expect(lines[3].isEmpty && lines[4].isEmpty)
    }

    @Test func everyFieldStandsFlatAndNested() throws {
        let call = ToolCall(id: "a", name: "send_mail", arguments: #"{"to":"김"}"#)
        let execution = ToolExecution(of: call, status: .running, requiresApproval: true, timestamp: 7)
        let asked = ApprovalAsked(
            callId: "a",
            requestId: "req_1",
            actionType: "send_mail",
            message: "?",
            context: .object(["to": .string("김")]),
            timestamp: 7
        )
        let step = PlanStep(stepId: "step_1", title: "send_mail", description: "d", timestamp: 7)
        let update = PlanStepUpdate(stepId: "step_1", title: "send_mail", status: .completed, timestamp: 7)
        let shown: [(RunEventType, any EventPayload, String)] = [
            (.agentStarted, AgentStarted(message: "m", timestamp: 7), "start"),
            (.thought, AgentThought(.reasoning, "hm", timestamp: 7), "thought"),
            (.planStep, step, "plan_step"), (.planStepUpdate, update, "plan_step_update"),
            (.timelineStepUpdate, update, "timeline_step_update"), (.toolExecution, execution, "tool_execution"),
            (.approvalAsked, asked, "hitl"),
        ]
        for (type, payload, name) in shown {
            let event = RunEvent(type, try payload.encoded())
            let parsed = try self.events(.events([self.entry(4, event)]))
            let (shownName, id, fields) = try #require(parsed.first)
            #expect(shownName == name)
            #expect(id == "\(Self.name):1-4")
            let flat = try #require(fields)
            #expect(flat["type"] as? String == name)
            #expect(flat["version"] as? String == "1.0")
            #expect(flat["timestamp"] as? Int == 7)
            let own = try #require(JSONSerialization.jsonObject(with: Data(event.payload)) as? NSDictionary)
            let nested = try #require(flat["data"] as? NSDictionary)
            #expect(nested["type"] as? String == name)
            for (key, value) in own {
                #expect((flat[key] as? NSObject) == (value as? NSObject), "\(name).\(key)")
                #expect((nested[key] as? NSObject) == (value as? NSObject), "\(name).data.\(key)")
            }
        }
    }

    @Test func whatTheAgentKeepsForItselfIsNotShown() throws {
        let hidden = [RunEventType.turn, .approvalAwaited, .approvalDecided, RunEventType(rawValue: "later")]
        for type in hidden {
            #expect(try self.events(.events([self.entry(4, RunEvent(type, Array("{}".utf8)))])).isEmpty)
        }
    }

    @Test func aGoodEndIsEndAndDone() throws {
        let completed = RunEvent(.completed, try Completed(finishReason: "stop").encoded())
        let events = try self.events(.ended(self.entry(9, completed)))
        #expect(events.map(\.name) == ["end", "[DONE]"])
        #expect(events.first?.fields?["status"] as? String == "completed")
        #expect(events.first?.id == "\(Self.name):1-9")
        #expect(try self.events(.endedBefore).map(\.name) == ["[DONE]"])
    }

    @Test(arguments: [
        (RunFailure.ErrorType.provider, "failed"), (.rejected, "rejected"), (.cancelled, "cancelled"),
        (.approvalTimeout, "failed"),
    ])
    func aBadEndIsErrorEndAndDone(type: RunFailure.ErrorType, status: String) throws {
        let events = try self.events(self.failed(RunFailure(type, error: "why", message: "what")))
        #expect(events.map(\.name) == ["error", "end", "[DONE]"])
        #expect(events[0].fields?["errorType"] as? String == type.rawValue)
        #expect(events[0].fields?["error"] as? String == "why")
        #expect(events[1].fields?["status"] as? String == status)
        #expect(events[0].id != events[1].id)
    }

    @Test func anApprovalThatNobodyGaveIsFailedFirst() throws {
        let failure = RunFailure(.approvalTimeout, error: "late", message: "m")
        let expired = ApprovalExpired(failure, requestId: "req_1", sessionId: "s", timestamp: 7)
        let events = try self.events(
            .events([self.entry(8, RunEvent(.approvalExpired, try expired.encoded()))]),
            self.failed(failure)
        )
        #expect(events.map(\.name) == ["failed", "error", "end", "[DONE]"])
        #expect(events[0].fields?["requestId"] as? String == "req_1")
        #expect(events[0].fields?["sessionId"] as? String == "s")
        #expect(events[0].fields?["errorType"] as? String == "TimeoutError")
    }

    /// Contract §1.5, G4: each event is a write of its own, and only the last goes with the mark of the end.
    @Test func whoHasSeenTheErrorAloneIsStillToldOfTheEnd() throws {
        var frames = AgentFrames(run: try #require(RunID(Self.name)))
        _ = try frames.frames(for: .events([self.entry(8, RunEvent(.text, Array("a".utf8)))]))
        let failure = RunFailure(.provider, error: "why", message: "what")
        let writes = try frames.frames(for: self.failed(failure)).map { String(decoding: $0, as: UTF8.self) }
        #expect(writes.count == 2)
        #expect(writes[0].hasPrefix("id: \(Self.name):1-8.e1\nevent: error\n"))
        #expect(writes[1].hasPrefix("id: \(Self.name):1-9\nevent: end\n"))
        #expect(writes[1].hasSuffix("\n\ndata: [DONE]\n\n"))
    }

    @Test func aStreamThatCannotGoOnIsErrorAndDone() throws {
        let failure = RunFailure(.serverShutdown, error: "e", message: "m")
        let events = try self.events(.broken(failure, at: EventID(1, 3)))
        #expect(events.map(\.name) == ["error", "[DONE]"])
        #expect(events[0].id == "\(Self.name):1-3.e1")
    }

    @Test func aTurnThatIsToldAgainTakesThePlaceOfItsText() throws {
        let events = try self.events(.events([self.entry(5, RunEvent(.rewritten, Array("so far".utf8)))]))
        #expect(events[0].name == "resync")
        #expect(events[0].fields?["text"] as? String == "so far")
    }
}
