import Bus
import Logging
import Messages
import Synchronization

/// Carries out chats: takes the run's epoch, lets the provider speak into its log, and ends it.
struct ChatHandler<
    Log: RunLog,
    Inbox: WorkerInbox,
    Registry: RunRegistry,
    Edges: EdgeSignals
>: CommandHandler {
    let ownership: RunOwnership<Log>
    let stewardship: RunStewardship<Log, Inbox, Registry, Edges>
    let provider: any ModelProvider
    let limit: OutputLimit
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard let chat = try? ContinueChat.decoded(from: command.body) else {
            let reason = "the body is not that of kind \(command.kind)"
            return await self.ownership.bury(command, as: .chat, with: .unreadableCommand, reason: reason)
        }
        return await self.ownership.carryOut(command, as: .chat) { output in
            await self.stewardship.supervise(command.run) {
                await RunEnding.of(command, self.logger) { try await self.answer(chat, command, output) }
            }
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        return await self.ownership.bury(command, as: .chat, with: .workerLost, reason: reason)
    }

    /// Lets the provider speak into the run's log.
    private func answer(
        _ chat: ContinueChat,
        _ command: Command,
        _ output: RunOutput<Log>
    ) async throws -> Completed {
        let answer = Answer(output: output, limit: self.limit)
        if let grounding = chat.grounding { try await answer.tell(Sources(grounding)) }
        let request = ModelRequest(
            messages: chat.messages,
            model: chat.model,
            language: chat.language ?? .korean,
            grounding: chat.grounding,
            traceparent: command.traceparent,
            subject: command.subject
        )
        let links = Mutex(Self.links(of: chat))
        let completed = try await self.provider.answer(
            request,
            say: { text in
                try await answer.say(links.withLock { $0?.add(text) } ?? text)
            }
        )
        try await answer.say(links.withLock { $0?.finish() } ?? [])
        return completed
    }

    /// What keeps links out of an answer that passages could have put there; nil where there are none.
    private static func links(of chat: ContinueChat) -> InertLinks? {
        guard let grounding = chat.grounding, !grounding.passages.isEmpty else { return nil }
        return InertLinks(trusting: chat.messages.filter { $0.role == .user }.map(\.content))
    }
}
