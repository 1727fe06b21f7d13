import Bus
import HTTPTypes
import Messages
import TestSupport
import Testing

@testable import GatewayEdge

@Suite struct WholeAnswerTests {
    private func entry(_ sequence: UInt64, _ event: RunEvent) -> LogEntry {
        LogEntry(id: EventID(1, sequence), event: event)
    }

    private func answer(_ events: ViewerEvent...) -> WholeAnswer {
        var answer = WholeAnswer()
        for event in events { answer.add(event) }
        return answer
    }

    private func refusal(_ answer: WholeAnswer) -> EdgeError? {
        do {
            _ = try answer.completed()
            return nil
        } catch {
            return error
        }
    }

    @Test func piecesMakeOneText() throws {
        let usage = TokenUsage(promptTokens: 1, completionTokens: 2, totalTokens: 3)
        let completed = RunEvent(.completed, try Completed(usage: usage, finishReason: "stop").encoded())
        let answer = self.answer(
            .events([self.entry(2, .text("안")), self.entry(3, .text("녕"))]),
            .ping,
            .events([self.entry(4, .text("!"))]),
            .ended(self.entry(5, completed))
        )
        #expect(String(decoding: answer.text, as: UTF8.self) == "안녕!")
        #expect(try answer.completed().usage == usage)
    }

    @Test func whatWasSaidBeforeARestartIsVoid() throws {
        let completed = RunEvent(.completed, try Completed().encoded())
        let answer = self.answer(
            .events([self.entry(2, .text("old"))]),
            .restarted(EventID(2, 3)),
            .events([self.entry(4, .text("new"))]),
            .ended(self.entry(5, completed))
        )
        #expect(String(decoding: answer.text, as: UTF8.self) == "new")
    }

    @Test func aResyncTakesThePlaceOfAllText() {
        let answer = self.answer(
            .events([self.entry(2, .text("old"))]),
            .resync(text: Array("whole".utf8), upTo: EventID(2, 9))
        )
        #expect(String(decoding: answer.text, as: UTF8.self) == "whole")
    }

    // ARCHITECTURE, HTTP: a failed provider is 502, one that timed out 504; without the bus 503.
    @Test(arguments: [
        (RunFailure.ErrorType.provider, 502), (.providerTimeout, 504), (.rateLimited, 502), (.invalidRequest, 502),
        (.outputTooLong, 502), (.cancelled, 502), (.workerLost, 502), (.deadlineExceeded, 503),
        (.busUnavailable, 503), (.tokenExpired, 401), (.serverShutdown, 503), (.replayUnavailable, 502),
        (.internal, 500),
    ])
    func everyFailureHasItsStatus(type: RunFailure.ErrorType, status: Int) throws {
        let failure = RunFailure(type, error: "e", message: "m")
        let broken = self.refusal(self.answer(.broken(failure, at: .zero)))
        let ended = self.refusal(self.answer(.ended(self.entry(2, RunEvent(.failed, try failure.encoded())))))
        #expect(broken?.status.code == status)
        #expect(ended == broken)
        #expect((broken?.retryAfter != nil) == [429, 503].contains(status))
    }

    @Test func anAnswerWithoutAnEndIsNoSuccess() {
        #expect(self.refusal(self.answer())?.status == .badGateway)
        #expect(self.refusal(self.answer(.events([self.entry(2, .text("half"))])))?.status == .badGateway)
        #expect(self.refusal(self.answer(.endedBefore))?.status == .badGateway)
        let unreadable = RunEvent(.failed, Array("{".utf8))
        #expect(self.refusal(self.answer(.ended(self.entry(2, unreadable))))?.status == .badGateway)
    }
}
