import ArgumentParser
import Glibc
import ServerSentEvents

/// Shows a run's events as they come, to a person or to a program.
struct AnswerPrinter {
    let shape: StreamShape
    /// One JSON object an event, in the place of the answer's text.
    let isJSON: Bool
    /// Asks a person what an agent may do; nil where nobody can be asked.
    var approver: Approver?

    /// Shows everything up to the run's end.
    ///
    /// - Throws: ``OperatorError``, also where the run failed.
    func show(_ stream: inout RunStream) async throws {
        var screen = AnswerScreen(sharesTerminal: isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1)
        var isBegun = false
        while let event = try await stream.next() {
            if !isBegun, self.isJSON, let run = stream.run {
                Console.say(#"{"data":{"runId":"\#(run.harmlessJSON)"},"event":"run"}"#)
            }
            isBegun = true
            try await self.show(event, on: &screen)
        }
        if self.isJSON {
            _ = screen.finish()
        } else {
            Self.print(screen.finish())
        }
        if let failure = screen.failure { throw OperatorError.refused(failure.harmless) }
    }

    private func show(_ event: ServerSentEvent, on screen: inout AnswerScreen) async throws {
        let told = StreamEvent(event, in: self.shape)
        let parts = screen.show(told)
        if self.isJSON {
            Console.say(event.jsonLine(in: self.shape))
        } else {
            Self.print(parts)
        }
        if case .approval(let question) = told, let approver = self.approver {
            Console.complain("aura: \(try await approver.decide(question))")
        }
    }

    private static func print(_ parts: [AnswerScreen.Part]) {
        for part in parts {
            switch part {
            case .answer(let text): Console.write(text)
            case .note(let text): Console.complain(text)
            }
        }
    }
}
