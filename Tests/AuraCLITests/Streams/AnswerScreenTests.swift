import Testing

@testable import AuraCLI

@Suite struct AnswerScreenTests {
    typealias Part = AnswerScreen.Part

    private func shown(_ events: StreamEvent..., sharesTerminal: Bool = false) -> [Part] {
        var screen = AnswerScreen(sharesTerminal: sharesTerminal)
        return events.flatMap { screen.show($0) } + screen.finish()
    }

    @Test func textComesAsItIsAndSourcesLast() {
        #expect(
            self.shown(.sources(["Budget (mail_1)", "b"]), .text("He"), .text("llo [1]"))
                == [
                    .answer("He"), .answer("llo [1]"), .answer("\n"), .note("[1] Budget (mail_1)"), .note("[2] b"),
                ]
        )
        #expect(self.shown(.text("a\n")) == [.answer("a\n")])
        #expect(self.shown(.text("")) == [])
    }

    @Test func whatCouldActOnTheTerminalIsWrittenOutAndLinesStay() {
        #expect(self.shown(.text("a\u{1B}[2J\tb\r\n")) == [.answer("a\\u{1B}[2J\tb\\u{D}\n")])
        #expect(
            self.shown(.tool(name: "a\u{1B}", status: "running", detail: "x\ny"))
                == [.note("tool a\\u{1B}: running x\\u{A}y")]
        )
    }

    @Test func aReplacementThatOnlyAddsShowsTheRest() {
        #expect(self.shown(.text("Hel"), .replaced("Hello")) == [.answer("Hel"), .answer("lo"), .answer("\n")])
        #expect(self.shown(.replaced("all")) == [.answer("all"), .answer("\n")])
        #expect(self.shown(.text("a"), .replaced("a")) == [.answer("a"), .answer("\n")])
    }

    @Test func aReplacementThatDiffersIsShownWhole() {
        #expect(
            self.shown(.text("Hel"), .replaced("Good"))
                == [
                    .answer("Hel"), .answer("\n"), .note("the answer so far is replaced"), .answer("Good"),
                    .answer("\n"),
                ]
        )
    }

    @Test func anAnswerThatBeginsAnewForgetsTheFirst() {
        let parts = self.shown(.text("Hel"), .restarted, .text("Hel"), .replaced("Hello"))
        #expect(
            parts == [
                .answer("Hel"), .answer("\n"), .note("a worker was lost; the answer begins anew"), .answer("Hel"),
                .answer("lo"), .answer("\n"),
            ]
        )
    }

    @Test func aNoteBreaksTheAnswersLineOnlyWhereBothAreSeenTogether() {
        let step = StreamEvent.step(title: "search", status: "pending")
        #expect(
            self.shown(.text("a"), step, .text("b"), sharesTerminal: true)
                == [.answer("a"), .answer("\n"), .note("step search: pending"), .answer("b"), .answer("\n")]
        )
        #expect(
            self.shown(.text("a"), step, .text("b"))
                == [.answer("a"), .note("step search: pending"), .answer("b"), .answer("\n")]
        )
    }

    @Test func nothingIsSaidTwiceInARow() {
        let step = StreamEvent.step(title: "a", status: "completed")
        let progress = StreamEvent.progress(percent: 5, description: "reads")
        #expect(
            self.shown(step, step, progress, step)
                == [.note("step a: completed"), .note("5 % reads"), .note("step a: completed")]
        )
    }

    @Test func aFailureIsKeptForTheEnd() {
        var screen = AnswerScreen(sharesTerminal: false)
        #expect(screen.failure == nil)
        #expect(screen.show(.failed(type: "ProviderError", message: "It is down")) == [])
        #expect(screen.failure == "It is down (ProviderError)")
    }

    @Test func aQuestionForApprovalShowsTheExactArguments() {
        let long = String(repeating: "x", count: 2000)
        let question = ApprovalQuestion(
            request: "req_1",
            action: "send\u{1B}",
            arguments: #"{"a":"\#(long)\#u{202E}"}"#
        )
        #expect(question.prompt == "Approve send\\u{1B} {\"a\":\"\(long)\\u202e\"}? [y/N] ")
    }

    @Test(arguments: ["y", "Y", " yes ", "YES", "예", "네"])
    func aClearYesAllows(answer: String) {
        #expect(ApprovalQuestion.isApproval(answer))
    }

    @Test(arguments: ["", " ", "n", "no", "yep", "ye s", nil, "Nyes"])
    func allElseRefuses(answer: String?) {
        #expect(!ApprovalQuestion.isApproval(answer))
    }
}
