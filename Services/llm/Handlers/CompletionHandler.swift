import Bus
import Logging
import Messages
import Synchronization

/// Carries out completions: takes the run's epoch, lets the provider speak into its log, and ends it.
struct CompletionHandler<
    Log: RunLog,
    Inbox: WorkerInbox,
    Registry: RunRegistry,
    Edges: EdgeSignals
>: CommandHandler {
    let ownership: RunOwnership<Log>
    let stewardship: RunStewardship<Log, Inbox, Registry, Edges>
    let provider: any ModelProvider
    /// The model that is asked where a request names none.
    let defaultModel: String
    let limit: OutputLimit
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard let completion = try? CompleteChat.decoded(from: command.body),
            let conversation = CompletionConversation(request: completion.request)
        else {
            let reason = "the body is not that of kind \(command.kind)"
            return await self.ownership.bury(command, as: .completion, with: .unreadableCommand, reason: reason)
        }
        return await self.ownership.carryOut(command, as: .completion) { output in
            await self.stewardship.supervise(command.run) {
                await RunEnding.of(command, self.logger) {
                    try await self.answer(completion, conversation, command, output)
                }
            }
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        return await self.ownership.bury(command, as: .completion, with: .workerLost, reason: reason)
    }

    /// Lets the provider speak into the run's log.
    private func answer(
        _ completion: CompleteChat,
        _ conversation: CompletionConversation,
        _ command: Command,
        _ output: RunOutput<Log>
    ) async throws -> Completed {
        let head = CompletionHead(
            model: completion.model ?? self.defaultModel,
            created: completion.created,
            includeUsage: completion.includeUsage
        )
        try await output.append(RunEvent(.completion, try head.encoded()))
        let answer = Answer(output: output, limit: self.limit)
        let request = ModelRequest(
            messages: conversation.messages,
            original: completion.request,
            model: completion.model,
            language: completion.language ?? .korean,
            // A model is asked exactly what the client wrote.
            grounding: self.provider.isModel ? nil : completion.grounding,
            traceparent: command.traceparent,
            subject: command.subject
        )
        let calls = Mutex(ToolCallPieces(run: command.run))
        return try await self.provider.answer(
            request,
            emit: { delta in
                switch delta {
                case .text(let text): try await answer.say(text)
                case .reasoning(let thought): try await answer.say(thought, as: .reasoning)
                case .toolCalls(let deltas):
                    let pieces = calls.withLock { $0.pieces(of: deltas) }
                    try await answer.tell(try ToolCallPieces.event(pieces))
                }
            }
        )
    }
}
