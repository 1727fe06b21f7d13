import Bus
import Logging
import Messages

/// Carries out chats: takes the run's epoch, lets the provider speak into its log, and ends it.
struct ChatHandler<
    Log: RunLog,
    Inbox: WorkerInbox,
    Registry: RunRegistry,
    Edges: EdgeSignals
>: CommandHandler {
    let log: Log
    let writer: RunWriter<Log>
    let stewardship: RunStewardship<Log, Inbox, Registry, Edges>
    let provider: any ModelProvider
    let worker: ReplicaID
    let detachGrace: Duration
    let limit: OutputLimit
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard command.kind == ContinueChat.kind, let chat = try? ContinueChat.decoded(from: command.body) else {
            let result = await self.ownership.fail(command, as: .chat, with: .unreadableCommand)
            return result == .done ? .bury(reason: "the body is not that of kind \(command.kind)") : result
        }
        return await self.ownership.carryOut(command, as: .chat) { output in
            await self.outcome(of: chat, command, output)
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let result = await self.ownership.fail(command, as: .chat, with: .workerLost)
        return result == .done ? .bury(reason: "given up after \(attempts) attempts") : result
    }

    private var ownership: RunOwnership<Log> {
        RunOwnership(
            log: self.log,
            writer: self.writer,
            worker: self.worker,
            detachGrace: self.detachGrace,
            logger: self.logger
        )
    }

    /// Lets the provider answer until it is done, the run is stopped or lost, or the shutdown cancels this task.
    private func outcome(of chat: ContinueChat, _ command: Command, _ output: RunOutput<Log>) async -> RunEnding {
        let (stops, stop) = AsyncStream.makeStream(of: Never.self)
        self.stewardship.watch(command.run) { stop.finish() }
        defer { self.stewardship.forget(command.run) }
        return await withTaskGroup(of: RunEnding?.self) { tasks in
            tasks.addTask { await self.answer(chat, command, output) }
            tasks.addTask {
                for await _ in stops {}
                return Task.isCancelled ? nil : .cancelled
            }
            var ending: RunEnding?
            while ending == nil, let next = await tasks.next() { ending = next }
            tasks.cancelAll()
            return ending ?? .interrupted
        }
    }

    private func answer(_ chat: ContinueChat, _ command: Command, _ output: RunOutput<Log>) async -> RunEnding {
        let request = ModelRequest(
            messages: chat.messages,
            model: chat.model,
            language: chat.language ?? .korean,
            traceparent: command.traceparent,
            subject: command.subject
        )
        do {
            let completed = try await self.provider.answer(request) { text in
                for piece in TextPieces(text) { try await output.append(RunEvent(.text, Array(piece))) }
                let size = output.size
                guard size.events < self.limit.events, size.bytes < self.limit.bytes else {
                    let message = "The answer is longer than one run may hold"
                    throw RunFailure(.outputTooLong, error: "Answer too long", message: message)
                }
            }
            return .completed(completed)
        } catch let failure as ProviderFailure {
            return Task.isCancelled ? .interrupted : .failed(failure.runFailure)
        } catch let failure as RunFailure {
            return .failed(failure)
        } catch is RunLost {
            return .lost
        } catch {
            guard !Task.isCancelled else { return .interrupted }
            let metadata = request.subject.merging(["error": "\(error)"]) { own, _ in own }
            self.logger.error("Chat failed", metadata: metadata)
            return .failed(RunFailure(.internal, error: "Internal error", message: "The answer could not be completed"))
        }
    }
}
