import Bus
import Foundation
import Messages
import ServerSentEvents
import TestSupport
import Testing

@testable import GatewayEdge

@Suite struct CompletionFramesTests {
    private static let name = "0123456789abcdefghijklmnop"
    private static let opening =
        #"{"id":"chatcmpl-\#(Self.name)","object":"chat.completion.chunk","created":17,"model":"#

    private func frames() throws -> CompletionFrames {
        CompletionFrames(run: try #require(RunID(Self.name)))
    }

    private func entry(_ sequence: UInt64, _ event: RunEvent, epoch: UInt64 = 1) -> LogEntry {
        LogEntry(id: EventID(epoch, sequence), event: event)
    }

    private func head(_ sequence: UInt64 = 2, epoch: UInt64 = 1, includeUsage: Bool = false) throws -> LogEntry {
        let head = CompletionHead(model: "m\"1", created: 17, includeUsage: includeUsage)
        return self.entry(sequence, RunEvent(.completion, try head.encoded()), epoch: epoch)
    }

    private func completed(_ sequence: UInt64, _ completed: Completed) throws -> ViewerEvent {
        .ended(self.entry(sequence, RunEvent(.completed, try completed.encoded())))
    }

    private func written(_ events: [ViewerEvent], by frames: inout CompletionFrames) throws -> String {
        String(decoding: try events.flatMap { try frames.frames(for: $0) }.joined(), as: UTF8.self)
    }

    private func written(_ events: ViewerEvent...) throws -> String {
        var frames = try self.frames()
        return try self.written(events, by: &frames)
    }

    @Test func anAnswerIsChunksFromItsRoleToItsReason() throws {
        let text = try self.written(
            .events([try self.head(), self.entry(3, .text("a\"\n안"))]),
            .ping,
            .events([
                self.entry(4, RunEvent(.reasoning, Array("hm".utf8))),
                self.entry(5, RunEvent(.toolCalls, Array(#"[{"index":0}]"#.utf8))),
                self.entry(6, RunEvent(RunEventType(rawValue: "later"), [])),
            ]),
            try self.completed(7, Completed(finishReason: "length", model: "m-2"))
        )
        func chunk(_ id: Int, _ delta: String, _ reason: String = "null", model: String = #""m\"1""#) -> String {
            "id: \(Self.name):1-\(id)\ndata: \(Self.opening)\(model),\"choices\":[{\"index\":0,\"delta\":\(delta),"
                + "\"finish_reason\":\(reason)}]}\n\n"
        }
        #expect(
            text == chunk(2, #"{"role":"assistant","content":""}"#) + chunk(3, #"{"content":"a\"\n안"}"#)
                + ": ping (id: unchanged)\n\n" + chunk(4, #"{"reasoning_content":"hm"}"#)
                + chunk(5, #"{"tool_calls":[{"index":0}]}"#) + chunk(7, "{}", #""length""#, model: #""m-2""#)
                + "data: [DONE]\n\n"
        )
    }

    @Test func usageIsNullUntilItsOwnChunkWhichIsTheLast() throws {
        let usage = TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)
        let text = try self.written(
            .events([try self.head(includeUsage: true), self.entry(3, .text("a"))]),
            try self.completed(4, Completed(usage: usage, finishReason: "stop"))
        )
        let events = text.split(separator: "\n\n").map(String.init)
        #expect(events.count == 5)
        #expect(events.prefix(3).allSatisfy { $0.hasSuffix(#","usage":null}"#) })
        // Who comes back after the first of the last two gets both again.
        #expect(events[2].hasPrefix("id: \(Self.name):1-3.e1\n"))
        #expect(events[3].hasPrefix("id: \(Self.name):1-4\n"))
        let data = try #require(events[3].split(separator: "\ndata: ").last)
        let json = try JSONSerialization.jsonObject(with: Data(data.utf8)) as? NSDictionary
        #expect(json?["choices"] as? [String] == [])
        #expect(
            json?["usage"] as? NSDictionary == ["prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3]
        )
    }

    @Test func aUsageThatNobodyToldIsNull() throws {
        let text = try self.written(.events([try self.head(includeUsage: true)]), try self.completed(3, Completed()))
        #expect(text.contains(#""choices":[],"usage":null}"#))
        #expect(text.contains(#""finish_reason":"stop""#))
    }

    @Test func anAnswerThatBeginsAnewBeforeAWordWasShownGoesOn() throws {
        let text = try self.written(
            .events([try self.head()]),
            .restarted(EventID(2, 3)),
            .events([try self.head(4, epoch: 2), self.entry(5, .text("a"), epoch: 2)])
        )
        #expect(text.ranges(of: "\"role\"").count == 1)
        #expect(text.contains(#"{"content":"a"}"#))
        #expect(!text.contains("error"))
    }

    /// `restarted` comes for text only.
    @Test(arguments: [RunEventType.text, .reasoning, .toolCalls], [true, false])
    func anAnswerThatBeginsAnewAfterAPieceWasShownEndsWithAnError(type: RunEventType, isTold: Bool) throws {
        var frames = try self.frames()
        let before = try self.written(
            [.events([try self.head(), self.entry(3, RunEvent(type, Array("[]".utf8)))])],
            by: &frames
        )
        #expect(!before.contains("error"))
        #expect(!frames.isOver)
        let text = try self.written(
            (isTold ? [.restarted(EventID(2, 4))] : []) + [
                .events([try self.head(5, epoch: 2), self.entry(6, .text("anew-7"), epoch: 2)])
            ],
            by: &frames
        )
        #expect(frames.isOver)
        #expect(text.hasPrefix("id: \(Self.name):\(isTold ? "2-4" : "1-3").e1\ndata: {\"error\":{"))
        #expect(text.hasSuffix("}}\n\ndata: [DONE]\n\n"))
        #expect(!text.contains("anew-7"))
    }

    @Test func aHoleIsAnErrorSinceMoreThanTextMayBeMissing() throws {
        let text = try self.written(
            .events([try self.head()]),
            .resync(text: Array("a".utf8), upTo: EventID(1, 9))
        )
        #expect(text.contains("\"error\""))
        #expect(text.hasSuffix("data: [DONE]\n\n"))
    }

    @Test func failuresAreErrorsOfOpenAIsShape() throws {
        let failed = try self.written(
            .events([try self.head()]),
            .ended(self.entry(3, RunEvent(.failed, try RunFailure(.rateLimited, error: "e", message: "m").encoded())))
        )
        let error = #"{"error":{"message":"m","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}"#
        let events = failed.components(separatedBy: "\n\n")
        let data = try #require(events[1].components(separatedBy: "data: ").last)
        #expect(
            try JSONSerialization.jsonObject(with: Data(data.utf8)) as? NSDictionary
                == JSONSerialization.jsonObject(with: Data(error.utf8)) as? NSDictionary
        )
        #expect(failed.hasSuffix("data: [DONE]\n\n"))
        #expect(try self.written(.broken(.stopped, at: .zero)).contains("\"error\""))
        #expect(try self.written(.endedBefore) == "data: [DONE]\n\n")
    }

    @Test func aClientThatComesBackGetsTheSameShapeAndNoRoleAgain() throws {
        let run = try #require(RunID(Self.name))
        let beginning = [self.entry(1, RunEvent(.started, [])), try self.head(includeUsage: true)]
        var frames = CompletionFrames(run: run, after: EventID(1, 3), beginning: beginning)
        let text = try self.written([.events([self.entry(4, .text("b"))])], by: &frames)
        #expect(text.contains(Self.opening))
        #expect(text.contains(#","usage":null}"#))
        #expect(!text.contains("role"))
        // It has seen a word, which cannot be taken back.
        #expect(try self.written([.restarted(EventID(2, 5))], by: &frames).contains("\"error\""))
        var early = CompletionFrames(run: run, after: EventID(1, 2), beginning: beginning)
        #expect(try self.written([.restarted(EventID(2, 3))], by: &early).isEmpty)
    }

    @Test func aLogWithoutItsBeginningCannotBeShown() throws {
        let run = try #require(RunID(Self.name))
        var frames = CompletionFrames(run: run, after: EventID(1, 900), beginning: [], in: .english)
        let text = try self.written([.events([self.entry(901, .text("b"))])], by: &frames)
        #expect(text.contains("not kept any more"))
        #expect(frames.isOver)
    }
}
