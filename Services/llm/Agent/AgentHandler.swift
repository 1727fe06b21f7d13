import Bus
import Logging
import Messages

/// Carries out agents' runs. Whoever takes one over folds its log and goes on from there.
struct AgentHandler<
    Log: RunLog,
    Inbox: WorkerInbox,
    Registry: RunRegistry,
    Edges: EdgeSignals,
    Conversations: ConversationStore,
    Ledger: UsageLedger
>: CommandHandler {
    let ownership: RunOwnership<Log>
    let stewardship: RunStewardship<Log, Inbox, Registry, Edges>
    let log: Log
    let provider: any ModelProvider
    let supply: ToolSupply
    let desk: ApprovalDesk
    let memory: ConversationMemory<Conversations>
    let lostCalls: LostCalls<Ledger>
    let limits: AgentLimits
    let output: OutputLimit
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard let agent = try? RunAgent.decoded(from: command.body) else {
            let reason = "the body is not that of kind \(command.kind)"
            return await self.ownership.bury(command, as: .agent, with: .unreadableCommand, reason: reason)
        }
        let progress = RunProgress()
        let result = await self.ownership.carryOut(command, as: .agent, keepsText: true) { output in
            progress.note { $0.epoch = output.epoch }
            let open = OpenApprovals()
            let ending = await self.stewardship.supervise(command.run) {
                await RunEnding.of(command, self.logger) {
                    let state = try await self.state(of: command.run)
                    let completed = try await self.work(on: agent, command, output, open).complete(from: state)
                    // The turn is there before anybody hears that the answer is whole, and may ask the next question.
                    try await output.settle()
                    if (try? await self.remember(agent, command, where: { _ in true })) != nil {
                        progress.note { $0.isRemembered = true }
                    }
                    return completed
                }
            }
            if case .cancelled = ending { await open.withdrawAll() }
            return ending
        }
        return await self.conclude(agent, command, progress, result)
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        guard let agent = try? RunAgent.decoded(from: command.body) else {
            return await self.ownership.bury(command, as: .agent, with: .workerLost, reason: reason)
        }
        let result = await self.ownership.fail(command, as: .agent, with: .workerLost)
        return await self.conclude(agent, command, RunProgress(), result, else: reason)
    }

    // MARK: - What an end causes

    /// Sees to it that nobody is asked any more, that the turn is kept and its calls are counted, before the command is
    /// acknowledged; again if the command comes back.
    private func conclude(
        _ agent: RunAgent,
        _ command: Command,
        _ progress: RunProgress,
        _ result: CommandResult,
        else reason: String? = nil
    ) async -> CommandResult {
        guard result == .done else { return result }
        do {
            if !progress.isFirst {
                for request in try await self.state(of: command.run).awaitedRequests {
                    _ = try? await self.desk.resume(request).withdraw()
                }
            }
            if !progress.value.isRemembered {
                try await self.memory.insist { () throws(BusError) in
                    try await self.remember(agent, command, where: \.isWorthRemembering)
                }
            }
        } catch is CancellationError {
            return .handBack
        } catch {
            // No other worker could read it either.
            let metadata = command.subject.merging(["error": "\(error)"]) { own, _ in own }
            self.logger.error("An agent's end was not noted", metadata: metadata)
        }
        return await self.lostCalls.conclude(command, result, isFirst: progress.isFirst, else: reason) {
            let calls = try await self.log.fold(command.run, into: AgentCalls()) { $0.add($1) }
            let prompt = await self.memory.promptTokens(of: agent.chat, command)
            for call in calls.made { self.lostCalls.charge(call, of: command, requested: agent.model, prompt: prompt) }
        }
    }

    /// What the workers so far have come to.
    private func state(of run: RunID) async throws -> AgentState {
        let events = try await self.memory.insist { () throws(BusError) in
            try await self.log.fold(run, into: [RunEvent]()) { $0.append($1.event) }
        }
        return try AgentState(folding: events)
    }

    /// Keeps the turn in its conversation, where it has one and is worth it.
    private func remember(
        _ agent: RunAgent,
        _ command: Command,
        where isWorthIt: (SpokenRun) -> Bool
    ) async throws(BusError) {
        guard agent.conversation != nil else { return }
        let said = try await SpokenRun.read(command.run, from: self.log)
        guard isWorthIt(said) else { return }
        try await self.memory.remember(said.text, to: agent.chat, command)
    }

    // MARK: - The work

    private func work(
        on agent: RunAgent,
        _ command: Command,
        _ output: RunOutput<Log>,
        _ open: OpenApprovals
    ) async throws -> AgentWork<Log> {
        let journal = AgentJournal(answer: Answer(output: output, limit: self.output))
        let tools = await self.supply.box(for: Set(agent.permissions))
        let steps = AgentSteps(
            caller: ToolCaller(
                caller: command.caller,
                authorization: agent.authorization,
                language: agent.language ?? .korean,
                correlation: agent.correlation ?? command.run.description,
                traceparent: command.traceparent,
                callId: command.run.description
            ),
            tools: tools,
            desk: self.desk,
            open: open,
            journal: journal,
            limits: self.limits,
            logger: self.logger
        )
        return AgentWork(
            agent: agent,
            command: command,
            provider: self.provider,
            tools: tools,
            steps: steps,
            journal: journal,
            limits: self.limits,
            // The last is the prompt itself.
            history: try await self.memory.messages(for: agent.chat, command, epoch: output.epoch).dropLast()
        )
    }
}

extension RunAgent {
    /// The request as conversations know it.
    fileprivate var chat: ContinueChat {
        ContinueChat(
            messages: [ChatMessage(role: .user, content: self.prompt)],
            model: self.model,
            language: self.language,
            conversation: self.conversation
        )
    }
}
