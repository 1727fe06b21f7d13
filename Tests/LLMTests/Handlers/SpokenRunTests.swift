import Bus
import Messages
import TestSupport
import Testing

@testable import LLM

@Suite struct SpokenRunTests {
    private func run(_ events: [(EventID, RunEvent)]) -> SpokenRun {
        var said = SpokenRun()
        for (id, event) in events { said.add(LogEntry(id: id, event: event)) }
        return said
    }

    private func started(keep: Bool) throws -> RunEvent {
        RunEvent(.started, try Started(worker: .fresh(), after: .zero, keep: keep).encoded())
    }

    private func ended(_ type: RunEventType, _ errorType: RunFailure.ErrorType) throws -> RunEvent {
        RunEvent(type, try RunFailure(errorType, error: "", message: "").encoded())
    }

    @Test func everyAttemptHasItsTextAndTheLastOneItsEnd() throws {
        let completed = Completed(finishReason: "stop", model: "m")
        let said = try self.run([
            (EventID(1, 1), self.started(keep: false)), (EventID(1, 2), .text("lost")),
            (EventID(3, 3), self.started(keep: false)), (EventID(3, 4), .text("a")),
            (EventID(4, 5), self.started(keep: true)), (EventID(4, 6), .text("b")),
            (EventID(4, 7), RunEvent(.completed, completed.encoded())),
        ])
        #expect(
            said.attempts == [
                .init(epoch: 1, text: Array("lost".utf8)),
                .init(epoch: 3, text: Array("ab".utf8), completed: completed),
            ]
        )
        #expect(said.text == Array("ab".utf8))
        #expect(said.isWorthRemembering)
    }

    @Test func whatWasEndedWithItsTextStandingIsRememberedAndAFailureIsNot() throws {
        let begin = (EventID(1, 1), try self.started(keep: false))
        let text = (EventID(1, 2), RunEvent.text("half"))
        #expect(!self.run([]).isWorthRemembering)
        #expect(!self.run([begin, text]).isWorthRemembering)
        for (type, errorType, isWorth) in [
            (RunEventType.cancelled, RunFailure.ErrorType.cancelled, true), (.failed, .outputTooLong, true),
            (.failed, .budgetExceeded, true), (.failed, .provider, false), (.failed, .workerLost, false),
        ] {
            let end = (EventID(1, 3), try self.ended(type, errorType))
            #expect(self.run([begin, text, end]).isWorthRemembering == isWorth)
            #expect(!self.run([begin, end]).isWorthRemembering)
        }
    }
}
