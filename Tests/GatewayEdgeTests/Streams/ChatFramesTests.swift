import Bus
import Foundation
import Messages
import ServerSentEvents
import TestSupport
import Testing

@testable import GatewayEdge

@Suite struct ChatFramesTests {
    private static let name = "0123456789abcdefghijklmnop"

    private func frames(_ events: ViewerEvent...) throws -> [String] {
        var frames = ChatFrames(run: try #require(RunID(Self.name)))
        return try events.flatMap { try frames.frames(for: $0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private func entry(_ sequence: UInt64, _ event: RunEvent) -> LogEntry {
        LogEntry(id: EventID(1, sequence), event: event)
    }

    @Test func aDeltaIsOneEventWithItsID() throws {
        let frames = try self.frames(.events([self.entry(2, .text("안녕")), self.entry(3, .text(" 👋"))]))
        #expect(frames == ["id: \(Self.name):1-2\ndata: 안녕\n\n", "id: \(Self.name):1-3\ndata:  👋\n\n"])
    }

    @Test func everyLineOfADeltaIsALineOfData() throws {
        #expect(
            try self.frames(.events([self.entry(2, .text("a\nb\n"))])) == [
                "id: \(Self.name):1-2\ndata: a\ndata: b\ndata: \n\n"
            ]
        )
    }

    @Test(arguments: ["a\nb", "\n", "\n\n", " leading", "data: [DONE]", "id: x", ":", "", "한\n국\n"])
    func aClientReadsBackExactlyWhatWasSaid(text: String) throws {
        let bytes = Array(try self.frames(.events([self.entry(2, .text(text))])).joined().utf8)
        var parser = EventStreamParser(maximumEventBytes: 1 << 20)
        var events: [ServerSentEvent] = []
        try parser.consume(bytes, into: &events)
        #expect(events == [ServerSentEvent(id: "\(Self.name):1-2", data: Array(text.utf8))])
    }

    @Test func sourcesAreAnEventOfTheirOwn() throws {
        let payload = try Sources(sources: [], degraded: true).encoded()
        #expect(
            try self.frames(.events([self.entry(2, RunEvent(.sources, payload))])) == [
                "id: \(Self.name):1-2\nevent: sources\ndata: \(String(decoding: payload, as: UTF8.self))\n\n"
            ]
        )
    }

    @Test func whatIsNoTextIsNotShown() throws {
        let unknown = RunEvent(RunEventType(rawValue: "later"), Array("{}".utf8))
        #expect(try self.frames(.events([self.entry(2, unknown)])).isEmpty)
    }

    @Test func aCompletedRunEndsWithDoneAlone() throws {
        let completed = RunEvent(.completed, try Completed(finishReason: "stop").encoded())
        #expect(try self.frames(.ended(self.entry(9, completed))) == ["data: [DONE]\n\n"])
        #expect(try self.frames(.endedBefore) == ["data: [DONE]\n\n"])
    }

    @Test(arguments: [RunEventType.failed, .cancelled])
    func aFailureAndDoneAreOneWrite(type: RunEventType) throws {
        let payload = Array(#"{"error":"e","errorType":"ProviderError","message":"m"}"#.utf8)
        #expect(
            try self.frames(.ended(self.entry(9, RunEvent(type, payload)))) == [
                "id: \(Self.name):1-9\nevent: error\ndata: \(String(decoding: payload, as: UTF8.self))\n\ndata: [DONE]\n\n"
            ]
        )
    }

    @Test func whatTheEdgeSaysItselfIsOneWriteToo() throws {
        let failure = RunFailure(.serverShutdown, error: "Server shutdown", message: "Come again")
        let frames = try self.frames(.broken(failure, at: EventID(1, 4)))
        #expect(frames.count == 1)
        let lines = try #require(frames.first).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        try #require(lines.count == 7)
        #expect(lines[0] == "id: \(Self.name):1-4.e1")
        #expect(lines[1] == "event: error")
        let data = try JSONSerialization.jsonObject(with: Data(lines[2].dropFirst(6).utf8)) as? NSDictionary
        #expect(data == ["error": "Server shutdown", "errorType": "ServerShutdown", "message": "Come again"])
        #expect(Array(lines[3...]) == ["", "data: [DONE]", "", ""])
    }

    @Test func aResyncHoldsTheWholeText() throws {
        let frame = try #require(try self.frames(.resync(text: Array("a\n안".utf8), upTo: EventID(3, 7))).first)
        let lines = frame.split(separator: "\n").map(String.init)
        #expect(lines.first == "id: \(Self.name):3-7.e1")
        #expect(lines.dropFirst().first == "event: resync")
        let data = try JSONSerialization.jsonObject(with: Data(lines[2].dropFirst(6).utf8)) as? NSDictionary
        #expect(data == ["reason": "gap", "text": "a\n안"])
    }

    @Test func aRestartIsAnEventOfTheLog() throws {
        #expect(
            try self.frames(.restarted(EventID(2, 5))) == [
                "id: \(Self.name):2-5\nevent: restarted\ndata: {\"reason\":\"worker-lost\"}\n\n"
            ]
        )
    }

    @Test func idsOfNotesDifferAndMeanTheirPlace() throws {
        let failure = RunFailure(.busUnavailable, error: "e", message: "m")
        let frames = try self.frames(
            .resync(text: [], upTo: EventID(2, 3)),
            .resync(text: [], upTo: EventID(2, 3)),
            .broken(failure, at: .zero)
        )
        let ids = frames.compactMap { $0.split(separator: "\n").first?.dropFirst("id: ".count) }
        #expect(Set(ids).count == 3)
        let cursors = ids.map { StreamCursor($0) }
        #expect(cursors.map { $0?.event } == [EventID(2, 3), EventID(2, 3), .zero])
        #expect(cursors.allSatisfy { $0?.run.description == Self.name })
    }

    // Contract §1.5 G4: an active gateway filter leaves alone what holds the characters `id:`.
    @Test func aPingIsACommentThatHoldsTheWordID() throws {
        #expect(try self.frames(.ping) == [": ping (id: unchanged)\n\n"])
        #expect(String(decoding: StreamMarks.greeting, as: UTF8.self) == ": connected\n\n")
    }
}
