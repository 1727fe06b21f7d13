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

    /// What keeps links out of an answer that passages could have put there; nil where there are none.
    private static func links(of chat: ContinueChat) -> InertLinks? {
        guard let grounding = chat.grounding, !grounding.passages.isEmpty else { return nil }
        return InertLinks(trusting: chat.messages.filter { $0.role == .user }.map(\.content))
    }

    /// Adds text to the answer, in events of a bounded size.
    private func say(_ text: [UInt8], in output: RunOutput<Log>) async throws {
        for piece in TextPieces(text) { try await output.append(RunEvent(.text, Array(piece))) }
        let size = output.size
        guard size.events < self.limit.events, size.bytes < self.limit.bytes else {
            let message = "The answer is longer than one run may hold"
            throw RunFailure(.outputTooLong, error: "Answer too long", message: message)
        }
    }

    private func answer(_ chat: ContinueChat, _ command: Command, _ output: RunOutput<Log>) async -> RunEnding {
        let request = ModelRequest(
            messages: chat.messages,
            model: chat.model,
            language: chat.language ?? .korean,
            grounding: chat.grounding,
            traceparent: command.traceparent,
            subject: command.subject
        )
        do {
            if let grounding = chat.grounding {
                try await output.append(RunEvent(.sources, try Sources(grounding).encoded()))
            }
            let links = Mutex(Self.links(of: chat))
            let completed = try await self.provider.answer(request) { text in
                try await self.say(links.withLock { $0?.add(text) } ?? text, in: output)
            }
            try await self.say(links.withLock { $0?.finish() } ?? [], in: output)
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
