import Bus
import Messages

/// Where an agent's run stands, folded from its log: whoever works on the run and whoever takes it over fold the same
/// events, and so decide alike. A pure value.
struct AgentState: Sendable, Equatable {
    /// What comes next.
    enum Next: Sendable, Equatable {
        /// Ask the model.
        case ask(mayCallTools: Bool)
        /// Take the steps that the model has asked for.
        case act([AgentStep])
        case finish(Completed)
        case fail(RunFailure)
    }

    /// One turn of the model, with the steps that it asked for.
    private struct Round: Sendable, Equatable {
        var turn: AgentTurn
        var steps: [AgentStep]
    }

    private var rounds: [Round] = []
    /// Whether readers know that it has begun.
    private(set) var isStarted = false
    /// What the complete turns have said.
    private(set) var text: [UInt8] = []
    /// What was said of a turn that is not complete.
    private(set) var partialText: [UInt8] = []
    /// What searches have found, in the order in which answers may cite them.
    private(set) var passages: [Grounding.Passage] = []
    private(set) var usage: TokenUsage?

    /// Takes in one event of the run's log. What concerns no agent is passed over.
    mutating func apply(_ event: RunEvent) throws {
        switch event.type {
        case .agentStarted:
            self.isStarted = true
        case .text:
            self.partialText += event.payload
        case .rewritten:
            self.text = event.payload
            self.partialText = []
        case .sources:
            self.passages += try Sources.decoded(from: event.payload).sources
        case .turn:
            self.end(try AgentTurn.decoded(from: event.payload))
        case .planStep:
            let planned = try PlanStep.decoded(from: event.payload).stepId
            self.change({ $0.stepId == planned }) { $0.isPlanned = true }
        case .approvalAwaited:
            let awaited = try ApprovalAwaited.decoded(from: event.payload)
            self.change({ $0.call.id == awaited.callId }) { $0.standing = .awaiting(awaited, isShown: false) }
        case .approvalAsked:
            self.showAwaited(try ApprovalAsked.decoded(from: event.payload))
        case .approvalDecided:
            let decided = try ApprovalDecided.decoded(from: event.payload)
            self.change({ $0.call.id == decided.callId }) { $0.standing = .decided(decided) }
        case .toolExecution:
            self.take(try ToolExecution.decoded(from: event.payload))
        default:
            break
        }
    }

    /// What the model is told of the rounds so far.
    var messages: [ChatMessage] {
        self.rounds.flatMap { round in
            let calls = round.turn.toolCalls
            let turn = ChatMessage(
                role: .assistant,
                content: round.turn.text,
                toolCalls: calls.isEmpty ? nil : calls
            )
            return [turn]
                + round.steps.compactMap { step in
                    guard case .done(let content, _) = step.standing else { return nil }
                    return ChatMessage(role: .tool, content: content, toolCallId: step.call.id)
                }
        }
    }

    init() {}

    /// What a run's events come to.
    init(folding events: [RunEvent]) throws {
        for event in events { try self.apply(event) }
    }

    /// What somebody is asked, or about to be.
    var awaitedRequests: [ApprovalRequest] { self.rounds.last?.steps.compactMap(\.awaitedRequest) ?? [] }

    /// Whether a complete turn has said anything.
    var hasSpoken: Bool { self.rounds.contains { !$0.turn.text.isEmpty } }

    /// How often the model has been asked.
    var roundCount: Int { self.rounds.count }

    /// Decides what comes next.
    func next(_ limits: AgentLimits) -> Next {
        guard let round = self.rounds.last else { return .ask(mayCallTools: true) }
        if round.turn.toolCalls.isEmpty {
            guard !round.turn.text.isEmpty || self.rounds.count <= limits.rounds else { return .fail(.stepLimit) }
            return .finish(
                Completed(usage: self.usage, finishReason: round.turn.finishReason, model: round.turn.model)
            )
        }
        if let refusal = round.steps.lazy.compactMap(\.refusal).first { return .fail(RunFailure(refusal)) }
        let open = round.steps.filter { !$0.isDone }
        guard open.isEmpty else { return .act(open) }
        let isLooping = round.steps.contains { self.isRepeated($0, limits) }
        let isWithin = self.rounds.count < limits.rounds && (self.usage?.totalTokens ?? 0) < limits.tokens
        return .ask(mayCallTools: isWithin && !isLooping)
    }

    /// Whether the model has asked for the same call with the same arguments too often before.
    func isRepeated(_ step: AgentStep, _ limits: AgentLimits) -> Bool {
        let signature = Self.signature(of: step.call)
        let before = self.rounds.flatMap(\.steps).filter { $0.number < step.number }
        return before.count { Self.signature(of: $0.call) == signature } >= limits.repetitions
    }

    /// The turn's calls with ids that no other call of the run has: some providers number each answer's anew.
    func distinct(_ calls: [ToolCall]) -> [ToolCall] {
        var taken = Set(self.rounds.flatMap(\.steps).map(\.call.id))
        return calls.map { call in
            var call = call
            let id = call.id
            var number = 2
            while !taken.insert(call.id).inserted {
                call.id = "\(id)_\(number)"
                number += 1
            }
            return call
        }
    }

    // MARK: - Folding

    private mutating func end(_ turn: AgentTurn) {
        let before = self.rounds.reduce(0) { $0 + $1.steps.count }
        let steps = turn.toolCalls.enumerated().map { AgentStep(call: $1, number: before + $0 + 1) }
        self.rounds.append(Round(turn: turn, steps: steps))
        self.text += self.partialText
        self.partialText = []
        if let own = turn.usage { self.usage = self.usage.map { $0 + own } ?? own }
    }

    /// Changes one of the last turn's steps.
    private mutating func change(_ isMeant: (AgentStep) -> Bool, _ body: (inout AgentStep) -> Void) {
        guard let round = self.rounds.indices.last,
            let step = self.rounds[round].steps.firstIndex(where: isMeant)
        else { return }
        body(&self.rounds[round].steps[step])
    }

    private mutating func showAwaited(_ asked: ApprovalAsked) {
        self.change({ $0.call.id == asked.callId }) { step in
            guard case .awaiting(let awaited, _) = step.standing else { return }
            step.standing = .awaiting(awaited, isShown: true)
        }
    }

    private mutating func take(_ execution: ToolExecution) {
        self.change({ $0.call.id == execution.callId }) { step in
            switch execution.status {
            case .pending: break
            case .running: step.standing = .running
            case .success: step.standing = .done(execution.result ?? "", isSuccess: true)
            case .failed: step.standing = .done(execution.error ?? "", isSuccess: false)
            // The refusal that led to it has the say.
            case .cancelled: break
            }
        }
    }

    private static func signature(of call: ToolCall) -> String {
        "\(call.name) \(JSONValue.read(call.arguments)?.text ?? call.arguments)"
    }
}
