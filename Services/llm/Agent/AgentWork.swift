import Bus
import Messages
import Synchronization

/// One agent's run in one epoch: ``AgentState`` decides, this asks the model and has the steps taken.
struct AgentWork<Log: RunLog>: Sendable {
    let agent: RunAgent
    let command: Command
    let provider: any ModelProvider
    let tools: ToolBox
    let steps: AgentSteps<Log>
    let journal: AgentJournal<Log>
    let limits: AgentLimits
    /// The conversation before this run.
    let history: ArraySlice<ChatMessage>
    /// Fences what is data in this run's prompts.
    let mark = GroundedPrompt.randomMark()

    /// Goes on from `state` to the run's end.
    func complete(from state: AgentState) async throws -> Completed {
        var state = state
        if !state.isStarted {
            let started = AgentStarted(message: self.words.start, timestamp: AgentJournal<Log>.now)
            try state.apply(try await self.journal.write(.agentStarted, started))
        }
        if !state.partialText.isEmpty {
            // The turn will be asked for again.
            let event = RunEvent(.rewritten, state.text)
            try await self.journal.answer.output.append(event)
            try state.apply(event)
        }
        while true {
            switch state.next(self.limits) {
            case .ask(let mayCallTools): try await self.ask(&state, mayCallTools: mayCallTools)
            case .act(let steps): try await self.act(steps, &state)
            case .finish(let completed): return completed
            case .fail(let failure): throw failure
            }
        }
    }

    private var words: AgentWords { AgentWords(language: self.agent.language ?? .korean) }

    // MARK: - The model

    private func ask(_ state: inout AgentState, mayCallTools: Bool) async throws {
        let turn =
            if self.provider.isModel || state.roundCount > 0 {
                try await self.turn(after: state, mayCallTools: mayCallTools)
            } else {
                // What has no words of its own answers from what it finds.
                self.search
            }
        try state.apply(try await self.journal.write(.turn, turn))
    }

    /// Lets the model speak once.
    private func turn(after state: AgentState, mayCallTools: Bool) async throws -> AgentTurn {
        let heard = Mutex(Heard(trusting: [self.agent.prompt], separator: state.hasSpoken ? "\n\n" : ""))
        let completed = try await self.provider.answer(
            self.request(after: state, mayCallTools),
            emit: { delta in
                let news = try heard.withLock { heard throws in try heard.take(delta) }
                try await self.tell(news)
            }
        )
        try await self.tell(heard.withLock { $0.finish() })
        let (text, calls) = heard.withLock { ($0.text, $0.calls.result) }
        return AgentTurn(
            text: String(decoding: text, as: UTF8.self),
            toolCalls: mayCallTools ? state.distinct(calls) : [],
            usage: completed.usage,
            finishReason: completed.finishReason,
            model: completed.model
        )
    }

    private func tell(_ heard: Heard.News) async throws {
        for thought in heard.thoughts {
            let content = String(decoding: thought, as: UTF8.self)
            let payload = AgentThought(.reasoning, content, timestamp: AgentJournal<Log>.now)
            try await self.journal.write(.thought, payload)
        }
        if !heard.text.isEmpty { try await self.journal.answer.say(heard.text) }
    }

    private func request(after state: AgentState, _ mayCallTools: Bool) -> ModelRequest {
        let words = self.words
        let prompt = words.request(self.agent.prompt, context: self.agent.context, mark: self.mark)
        var messages = [ChatMessage(role: .system, content: words.instruction(mark: self.mark))] + self.history
        messages.append(ChatMessage(role: .user, content: prompt))
        messages += state.messages
        if !mayCallTools { messages.append(ChatMessage(role: .system, content: words.lastRound)) }
        var request = ModelRequest(
            messages: messages,
            model: self.agent.model,
            language: words.language,
            traceparent: self.command.traceparent,
            subject: self.command.subject,
            call: ModelCall(
                self.command,
                epoch: self.journal.answer.output.epoch,
                number: AgentCalls.number(of: state.roundCount)
            )
        )
        if mayCallTools { request.tools = self.tools.definitions }
        if !self.provider.isModel {
            // It quotes what was found for the question.
            request.messages = [ChatMessage(role: .user, content: self.agent.prompt)]
            request.grounding = Grounding(passages: state.passages, isDegraded: false)
        }
        return request
    }

    /// The turn of an agent without a model.
    private var search: AgentTurn {
        let arguments = JSONValue.object(["query": .string(String(self.agent.prompt.prefix(1000)))]).text
        let call = ToolCall(id: "search", name: SearchDocumentsTool.name, arguments: arguments)
        return AgentTurn(text: "", toolCalls: [call])
    }

    // MARK: - The steps

    /// Takes the steps: those that nobody need approve at once, the others one after another.
    private func act(_ open: [AgentStep], _ state: inout AgentState) async throws {
        for step in open where !step.isPlanned { try state.apply(try await self.plan(step)) }
        let limits = self.limits
        let repeated = Set(open.filter { state.isRepeated($0, limits) }.map(\.number))
        let (waiting, free) = open.split { self.tools[$0.call.name]?.requiresApproval == true }
        let events = try await withThrowingTaskGroup(of: [RunEvent].self) { group in
            for step in free {
                group.addTask { try await self.steps.take(step, isRepeated: repeated.contains(step.number)) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for event in events { try state.apply(event) }
        for step in waiting {
            let events = try await self.steps.take(step, isRepeated: repeated.contains(step.number))
            for event in events { try state.apply(event) }
            if case .fail = state.next(limits) { return }
        }
    }

    private func plan(_ step: AgentStep) async throws -> RunEvent {
        let planned = PlanStep(
            stepId: step.stepId,
            title: step.call.name,
            description: self.words.stepDescription(step.call, self.tools[step.call.name]?.definition),
            timestamp: AgentJournal<Log>.now
        )
        return try await self.journal.write(.planStep, planned)
    }
}

extension Sequence {
    /// Those for which the condition holds, and the others, each in order.
    fileprivate func split(_ condition: (Element) -> Bool) -> (matching: [Element], others: [Element]) {
        self.reduce(into: ([], [])) { parts, element in
            if condition(element) { parts.0.append(element) } else { parts.1.append(element) }
        }
    }
}
