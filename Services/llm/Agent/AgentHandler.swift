import Bus
import Logging
import Messages

/// Carries out agents' runs. Whoever takes one over folds its log and goes on from there.
struct AgentHandler<Log: RunLog, Inbox: WorkerInbox, Registry: RunRegistry, Edges: EdgeSignals>: CommandHandler {
    let ownership: RunOwnership<Log>
    let stewardship: RunStewardship<Log, Inbox, Registry, Edges>
    let log: Log
    let provider: any ModelProvider
    let supply: ToolSupply
    let desk: ApprovalDesk
    let limits: AgentLimits
    let output: OutputLimit
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard let agent = try? RunAgent.decoded(from: command.body) else {
            let reason = "the body is not that of kind \(command.kind)"
            return await self.ownership.bury(command, as: .agent, with: .unreadableCommand, reason: reason)
        }
        return await self.ownership.carryOut(command, as: .agent, keepsText: true) { output in
            let open = OpenApprovals()
            let ending = await self.stewardship.supervise(command.run) {
                await RunEnding.of(command, self.logger) {
                    try await self.work(on: agent, command, output, open).complete(from: self.state(of: command.run))
                }
            }
            if case .cancelled = ending { await open.withdrawAll() }
            return ending
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        return await self.ownership.bury(command, as: .agent, with: .workerLost, reason: reason)
    }

    /// What the workers before this one have come to.
    private func state(of run: RunID) async throws -> AgentState {
        var state = AgentState()
        var last = EventID.zero
        while true {
            let entries = try await self.log.entries(of: run, after: last, limit: 1000)
            for entry in entries {
                last = entry.id
                try state.apply(entry.event)
            }
            if entries.count < 1000 { return state }
        }
    }

    private func work(
        on agent: RunAgent,
        _ command: Command,
        _ output: RunOutput<Log>,
        _ open: OpenApprovals
    ) async -> AgentWork<Log> {
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
            history: []
        )
    }
}
