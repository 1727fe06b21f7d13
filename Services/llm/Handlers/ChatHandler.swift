import Bus
import Logging
import Messages
import Synchronization

/// Carries out chats: takes the run's epoch, lets the provider speak into its log, and ends it.
struct ChatHandler<
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
    let memory: ConversationMemory<Conversations>
    let lostCalls: LostCalls<Ledger>
    let limit: OutputLimit
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard let chat = try? ContinueChat.decoded(from: command.body) else {
            let reason = "the body is not that of kind \(command.kind)"
            return await self.ownership.bury(command, as: .chat, with: .unreadableCommand, reason: reason)
        }
        let progress = RunProgress()
        let result = await self.ownership.carryOut(command, as: .chat) { output in
            progress.note { $0.epoch = output.epoch }
            return await self.stewardship.supervise(command.run) {
                await RunEnding.of(command, self.logger) { try await self.answer(chat, command, output, progress) }
            }
        }
        return await self.conclude(chat, command, progress, result)
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        guard let chat = try? ContinueChat.decoded(from: command.body) else {
            return await self.ownership.bury(command, as: .chat, with: .workerLost, reason: reason)
        }
        let result = await self.ownership.fail(command, as: .chat, with: .workerLost)
        return await self.conclude(chat, command, RunProgress(), result, else: reason)
    }

    // MARK: - What an end causes

    /// Sees to it that the run's tokens are counted and its turn is kept before its command is acknowledged; again if the
    /// command comes back. The log is read only where this worker does not know it all itself.
    ///
    /// - Parameter reason: Why the command is buried then; nil where it is done.
    private func conclude(
        _ chat: ContinueChat,
        _ command: Command,
        _ progress: RunProgress,
        _ result: CommandResult,
        else reason: String? = nil
    ) async -> CommandResult {
        guard result == .done else { return result }
        do {
            let mustRemember = chat.conversation != nil && !progress.value.isRemembered
            if mustRemember || !progress.isFirst {
                let said = try await self.memory.insist { () throws(BusError) in
                    try await SpokenRun.read(command.run, from: self.log)
                }
                if !progress.isFirst { await self.charge(said, chat, command, progress) }
                if mustRemember, said.isWorthRemembering {
                    try await self.memory.insist { () throws(BusError) in
                        try await self.memory.remember(said.text, to: chat, command)
                    }
                }
            }
        } catch let error as BusError {
            // The store can never do it, so that no other worker could either.
            let metadata = command.subject.merging(["error": "\(error)"]) { own, _ in own }
            self.logger.error("A chat's end was not noted", metadata: metadata)
        } catch {
            return .handBack
        }
        guard await self.lostCalls.recorder.settle(command.run) else { return .handBack }
        return reason.map { .bury(reason: $0) } ?? .done
    }

    /// Charges what was said by workers who may have died before they could.
    private func charge(
        _ said: SpokenRun,
        _ chat: ContinueChat,
        _ command: Command,
        _ progress: RunProgress
    ) async {
        let known = progress.value.promptTokens
        let prompt = if let known { known } else { await self.memory.promptTokens(of: chat, command) }
        self.lostCalls.charge(said, of: command, requested: chat.model, prompt: prompt) { attempt in
            [(Self.answerCall, attempt.text[...])]
        }
    }

    /// The number of the call that answers.
    private static var answerCall: Int { 1 }

    // MARK: - The work

    /// Lets the provider speak into the run's log.
    private func answer(
        _ chat: ContinueChat,
        _ command: Command,
        _ output: RunOutput<Log>,
        _ progress: RunProgress
    ) async throws -> Completed {
        let answer = Answer(output: output, limit: self.limit)
        if let grounding = chat.grounding { try await answer.tell(Sources(grounding)) }
        let request = ModelRequest(
            messages: try await self.memory.messages(for: chat, command, epoch: output.epoch),
            model: chat.model,
            language: chat.language ?? .korean,
            grounding: chat.grounding,
            traceparent: command.traceparent,
            subject: command.subject,
            call: ModelCall(command, epoch: output.epoch, number: Self.answerCall)
        )
        progress.note { $0.promptTokens = TokenEstimate(request).tokens }
        let said = Mutex<[UInt8]>([])
        let say = { @Sendable (text: [UInt8]) async throws in
            try await answer.say(text)
            if chat.conversation != nil { said.withLock { $0 += text } }
        }
        let links = Mutex(Self.links(of: request))
        let completed = try await self.provider.answer(
            request,
            say: { text in
                try await say(links.withLock { $0?.add(text) } ?? text)
            }
        )
        try await say(links.withLock { $0?.finish() } ?? [])
        // The turn is there before anybody hears that the answer is whole, and may ask the next question.
        if chat.conversation != nil,
            (try? await self.memory.remember(said.withLock { $0 }, to: chat, command)) != nil
        {
            progress.note { $0.isRemembered = true }
        }
        return completed
    }

    /// What keeps links out of an answer that passages could have put there; nil where there are none.
    private static func links(of request: ModelRequest) -> InertLinks? {
        guard let grounding = request.grounding, !grounding.passages.isEmpty else { return nil }
        return InertLinks(trusting: request.messages.filter { $0.role == .user }.map(\.content))
    }
}
