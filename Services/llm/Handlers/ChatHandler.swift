import Bus
import FoundationEssentials
import Logging
import Messages
import Metrics

/// Carries out chats: takes the run's epoch, lets the provider speak into its log, and ends it.
struct ChatHandler<
    Log: RunLog,
    Inbox: WorkerInbox,
    Registry: RunRegistry,
    Edges: EdgeSignals
>: CommandHandler {
    /// What one run may hold; beyond it the answer is ended as too long.
    struct OutputLimit: Sendable {
        var events = 100_000
        var bytes = 16 << 20
    }

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
            let failure = RunFailure(.internal, error: "Internal error", message: "The request cannot be carried out")
            let result = await self.end(command, with: .failed, failure)
            return result == .done ? .bury(reason: "the body is not that of kind \(command.kind)") : result
        }
        return await self.inOwnEpoch(of: command) { epoch, output in
            if let reason = self.reasonNotToBegin(command, epoch) { return reason }
            return await self.outcome(of: chat, command, output)
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let failure = RunFailure(
            .workerLost,
            error: "Worker lost",
            message: "The answer could not be completed; please ask again"
        )
        let result = await self.end(command, with: .failed, failure)
        return result == .done ? .bury(reason: "given up after \(attempts) attempts") : result
    }

    // MARK: - The run's course

    /// How a run ends.
    private enum Ending: Sendable {
        case completed(Completed)
        case failed(RunFailure)
        case cancelled
        /// Another worker shall go on.
        case interrupted
        case lost

        var event: RunEvent? {
            switch self {
            case .completed(let payload): Self.event(.completed, payload)
            case .failed(let failure): Self.event(.failed, failure)
            case .cancelled:
                Self.event(.cancelled, RunFailure(.cancelled, error: "Cancelled", message: "The answer was stopped"))
            case .interrupted, .lost: nil
            }
        }

        private static func event(_ type: RunEventType, _ payload: some EventPayload) -> RunEvent? {
            (try? payload.encoded()).map { RunEvent(type, $0) }
        }
    }

    private func end(
        _ command: Command,
        with type: RunEventType,
        _ failure: RunFailure
    ) async -> CommandResult {
        await self.inOwnEpoch(of: command) { _, _ in .failed(failure) }
    }

    /// Takes the run's next epoch, lets `body` work in it, and writes its end.
    private func inOwnEpoch(
        of command: Command,
        _ body: (Epoch, RunOutput<Log>) async -> Ending
    ) async -> CommandResult {
        guard let began = await self.begin(command.run) else { return .handBack }
        guard case .begun(let epoch) = began else { return .done }
        let record = RunRecord(
            run: command.run,
            kind: .chat,
            caller: command.caller,
            created: Self.now,
            deadline: command.deadline,
            owner: self.worker,
            epoch: epoch.started.id.epoch
        )
        guard let output = self.writer.open(record, epoch: epoch) else { return .lost }
        defer { output.close() }
        let ending = await body(epoch, output)
        do throws(RunLost) {
            if let event = ending.event { try await output.append(event) }
            try await output.settle()
        } catch {
            return await self.resultOfLoss(command.run)
        }
        switch ending {
        case .completed, .failed, .cancelled:
            Counter(label: "aura_runs_total", dimensions: [("kind", "chat"), ("outcome", ending.event?.type.rawValue ?? "")])
                .increment()
            // A settle that was cut short by shutdown leaves the end unconfirmed: whoever claims the command sees.
            return Task.isCancelled ? .handBack : .done
        case .interrupted: return .handBack
        case .lost: return await self.resultOfLoss(command.run)
        }
    }

    /// Takes the epoch, repeating until the store answers; nil when the shutdown came first.
    private func begin(_ run: RunID) async -> BeginOutcome? {
        while !Task.isCancelled {
            do throws(BusError) {
                return try await self.log.begin(run, as: self.worker, keep: false, above: 0, restoring: nil)
            } catch {
                self.logger.debug("Taking a run failed", metadata: ["run": "\(run)", "error": "\(error)"])
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        return nil
    }

    private func reasonNotToBegin(_ command: Command, _ epoch: Epoch) -> Ending? {
        if epoch.isCancelRequested { return .cancelled }
        if epoch.started.id.epoch == 1, command.deadline < Self.now {
            let message = "No worker was free in time; please try again"
            return .failed(RunFailure(.deadlineExceeded, error: "Too late", message: message))
        }
        if epoch.edges.isEmpty, let since = epoch.abandonedSince,
            Duration.milliseconds(Self.now - since) >= self.detachGrace
        {
            return .cancelled
        }
        return nil
    }

    /// Lets the provider answer until it is done, the run is stopped or lost, or the shutdown cancels this task.
    private func outcome(of chat: ContinueChat, _ command: Command, _ output: RunOutput<Log>) async -> Ending {
        let (stops, stop) = AsyncStream.makeStream(of: Never.self)
        self.stewardship.watch(command.run) { stop.finish() }
        defer { self.stewardship.forget(command.run) }
        return await withTaskGroup(of: Ending?.self) { tasks in
            tasks.addTask { await self.answer(chat, command, output) }
            tasks.addTask {
                for await _ in stops {}
                return Task.isCancelled ? nil : .cancelled
            }
            var ending: Ending?
            while ending == nil, let next = await tasks.next() { ending = next }
            tasks.cancelAll()
            return ending ?? .interrupted
        }
    }

    private func answer(_ chat: ContinueChat, _ command: Command, _ output: RunOutput<Log>) async -> Ending {
        let request = ModelRequest(
            messages: chat.messages,
            model: chat.model,
            language: chat.language ?? .korean,
            traceparent: command.traceparent
        )
        do {
            let completed = try await self.provider.answer(request) { text in
                try await output.append(RunEvent(.text, text))
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
            self.logger.error("Chat failed", metadata: ["run": "\(command.run)", "error": "\(error)"])
            return .failed(RunFailure(.internal, error: "Internal error", message: "The answer could not be completed"))
        }
    }

    /// A run that was ended from outside needs its command no more; one that another worker has keeps it.
    private func resultOfLoss(_ run: RunID) async -> CommandResult {
        self.logger.notice("Lost a run", metadata: ["run": "\(run)"])
        return (try? await self.log.hasEnded(run)) == true ? .done : .lost
    }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
