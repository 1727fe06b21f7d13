import Messages
import Testing

@testable import LLM

@Suite struct AgentStateTests {
    private static let limits = AgentLimits(rounds: 3, tokens: 100, repetitions: 2)
    private static let mail = ToolCall(id: "a", name: "send_mail", arguments: #"{"to":"x"}"#)
    private static let search = ToolCall(id: "b", name: "search", arguments: #"{"q":1}"#)

    private func state(_ events: RunEvent...) throws -> AgentState { try self.state(events) }

    private func state(_ events: [RunEvent]) throws -> AgentState {
        var state = AgentState()
        for event in events { try state.apply(event) }
        return state
    }

    private func turn(_ text: String, _ calls: ToolCall..., tokens: Int = 0) throws -> RunEvent {
        let usage = TokenUsage(promptTokens: tokens, completionTokens: 0, totalTokens: tokens)
        return try RunEvent(.turn, AgentTurn(text: text, toolCalls: calls, usage: usage, finishReason: "x").encoded())
    }

    private func execution(
        _ call: ToolCall,
        _ status: ToolExecution.Status,
        _ told: String? = nil
    ) throws -> RunEvent {
        let execution = ToolExecution(
            of: call,
            status: status,
            result: status == .success ? told : nil,
            error: status == .success ? nil : told,
            requiresApproval: false,
            timestamp: 1
        )
        return try RunEvent(.toolExecution, execution.encoded())
    }

    private func decided(_ call: ToolCall, _ outcome: ApprovalDecided.Outcome, _ reason: String? = nil) throws
        -> RunEvent
    {
        let decided = ApprovalDecided(callId: call.id, outcome: outcome, reason: reason)
        return try RunEvent(.approvalDecided, decided.encoded())
    }

    private func standings(_ next: AgentState.Next) -> [AgentStep.Standing]? {
        if case .act(let steps) = next { steps.map(\.standing) } else { nil }
    }

    @Test func anEmptyLogAsksTheModel() throws {
        #expect(try self.state().next(Self.limits) == .ask(mayCallTools: true))
        #expect(try !self.state().isStarted)
    }

    @Test func aTurnWithoutCallsIsTheAnswer() throws {
        let state = try self.state(self.turn("", Self.search, tokens: 3), self.execution(Self.search, .success, "1"))
        var ended = state
        try ended.apply(self.turn("Done.", tokens: 4))
        let usage = TokenUsage(promptTokens: 7, completionTokens: 0, totalTokens: 7)
        #expect(ended.next(Self.limits) == .finish(Completed(usage: usage, finishReason: "x")))
    }

    @Test func callsAreStepsUntilEachHasAnOutcome() throws {
        var state = try self.state(self.turn("I look.", Self.mail, Self.search))
        #expect(self.standings(state.next(Self.limits)) == [.asked, .asked])
        try state.apply(self.execution(Self.search, .running))
        #expect(self.standings(state.next(Self.limits)) == [.asked, .running])
        try state.apply(self.execution(Self.search, .failed, "no index"))
        #expect(self.standings(state.next(Self.limits)) == [.asked])
        try state.apply(self.execution(Self.mail, .success, "sent"))
        #expect(state.next(Self.limits) == .ask(mayCallTools: true))
        #expect(
            state.messages == [
                ChatMessage(role: .assistant, content: "I look.", toolCalls: [Self.mail, Self.search]),
                ChatMessage(role: .tool, content: "sent", toolCallId: "a"),
                ChatMessage(role: .tool, content: "no index", toolCallId: "b"),
            ]
        )
    }

    @Test func anApprovalThatIsWaitedForIsFoundAgain() throws {
        let awaited = ApprovalAwaited(callId: "a", request: "{}", digest: "d")
        var state = try self.state(self.turn("", Self.mail), RunEvent(.approvalAwaited, awaited.encoded()))
        #expect(self.standings(state.next(Self.limits)) == [.awaiting(awaited, isShown: false)])
        let asked = ApprovalAsked(
            callId: "a",
            requestId: "req_1",
            actionType: "send_mail",
            message: "?",
            context: .object([:]),
            timestamp: 1
        )
        try state.apply(RunEvent(.approvalAsked, asked.encoded()))
        #expect(self.standings(state.next(Self.limits)) == [.awaiting(awaited, isShown: true)])
        try state.apply(self.decided(Self.mail, .approved))
        let approved = ApprovalDecided(callId: "a", outcome: .approved)
        #expect(self.standings(state.next(Self.limits)) == [.decided(approved)])
    }

    @Test(arguments: [
        (ApprovalDecided.Outcome.rejected, RunFailure.ErrorType.rejected, "not now"),
        (.expired, .approvalTimeout, "Approval timed out"),
    ])
    func aRefusalEndsTheRun(
        outcome: ApprovalDecided.Outcome,
        type: RunFailure.ErrorType,
        error: String
    ) throws {
        let state = try self.state(
            self.turn("", Self.mail),
            self.decided(Self.mail, outcome, "not now"),
            self.execution(Self.mail, .cancelled)
        )
        guard case .fail(let failure) = state.next(Self.limits) else {
            Issue.record("the run goes on")
            return
        }
        #expect(failure.errorType == type)
        #expect(failure.error == error)
    }

    @Test func afterTheLastRoundTheModelMustAnswer() throws {
        var events: [RunEvent] = []
        for round in 0..<Self.limits.rounds {
            let call = ToolCall(id: "c\(round)", name: "search", arguments: #"{"q":\#(round)}"#)
            events += [try self.turn("", call), try self.execution(call, .success, "x")]
        }
        var state = try self.state(events)
        #expect(state.next(Self.limits) == .ask(mayCallTools: false))
        #expect(try self.state(Array(events.dropLast(2))).next(Self.limits) == .ask(mayCallTools: true))
        var silent = state
        try silent.apply(self.turn(""))
        #expect(silent.next(Self.limits) == .fail(.stepLimit))
        try state.apply(self.turn("At last."))
        guard case .finish = state.next(Self.limits) else {
            Issue.record("an answer after the last round is none")
            return
        }
    }

    @Test func aRunThatHasCostTooMuchMustAnswer() throws {
        let state = try self.state(self.turn("", Self.search, tokens: 100), self.execution(Self.search, .success, "x"))
        #expect(state.next(Self.limits) == .ask(mayCallTools: false))
    }

    @Test func theSameCallAgainAndAgainIsALoop() throws {
        var events: [RunEvent] = []
        for (id, arguments) in [("1", #"{"q":1,"r":2}"#), ("2", #"{"r":2, "q":1}"#)] {
            let call = ToolCall(id: id, name: "search", arguments: arguments)
            events += [try self.turn("", call), try self.execution(call, .success, "x")]
        }
        var limits = Self.limits
        limits.rounds = 10
        var state = try self.state(events)
        #expect(state.next(limits) == .ask(mayCallTools: true))
        let third = ToolCall(id: "3", name: "search", arguments: #"{"q":1,"r":2}"#)
        try state.apply(self.turn("", third))
        guard case .act(let steps) = state.next(limits), let step = steps.first else {
            Issue.record("no step")
            return
        }
        #expect(state.isRepeated(step, limits))
        try state.apply(self.execution(third, .failed, "again"))
        #expect(state.next(limits) == .ask(mayCallTools: false))
        let other = ToolCall(id: "4", name: "search", arguments: #"{"q":2}"#)
        try state.apply(self.turn("", other))
        guard case .act(let others) = state.next(limits), let step = others.first else {
            Issue.record("no step")
            return
        }
        #expect(!state.isRepeated(step, limits))
    }

    @Test func textOfATurnThatIsNotCompleteIsKnown() throws {
        var state = try self.state(.text("One."), self.turn("One.", Self.search), .text("Tw"))
        #expect(state.text == Array("One.".utf8))
        #expect(state.partialText == Array("Tw".utf8))
        try state.apply(RunEvent(.rewritten, state.text))
        #expect(state.partialText.isEmpty)
        #expect(state.text == Array("One.".utf8))
    }

    @Test func everyCallOfARunHasAnIdOfItsOwn() throws {
        let state = try self.state(self.turn("", Self.mail), self.execution(Self.mail, .success, "x"))
        let calls = state.distinct([Self.mail, Self.search, Self.search])
        #expect(calls.map(\.id) == ["a_2", "b", "b_2"])
    }
}

extension RunEvent {
    fileprivate static func text(_ text: String) -> RunEvent { RunEvent(.text, Array(text.utf8)) }
}
