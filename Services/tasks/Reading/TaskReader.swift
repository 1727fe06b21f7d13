import Bus
import DWPGateway
import Logging
import Messages

/// Reads people's tasks from the backend for them: what it shows goes into the run's log as one event, and the run ends.
struct TaskReader<Log: RunLog>: CommandHandler {
    /// Bytes of a result that is passed on.
    private static var resultLimit: Int { 4 << 20 }

    let ownership: RunOwnership<Log>
    let client: DWPClient
    let breaker: CircuitBreaker
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        let read: (DWPCaller) async throws(DWPFailure) -> TaskListing
        let authorization: CallerAuthorization?
        if let list = try? ListTasks.decoded(from: command.body), command.kind == ListTasks.kind {
            authorization = list.authorization
            read = { caller throws(DWPFailure) in try await self.page(list, caller, command.caller) }
        } else if let one = try? ReadTask.decoded(from: command.body), command.kind == ReadTask.kind {
            authorization = one.authorization
            read = { caller throws(DWPFailure) in try await self.task(one, caller, command.caller) }
        } else {
            let reason = "the body is not that of kind \(command.kind)"
            return await self.ownership.bury(command, as: .tasks, with: .unreadableCommand, reason: reason)
        }
        let caller = DWPCaller(
            tenant: command.caller.tenant,
            user: command.caller.user,
            correlation: command.run.description,
            traceparent: command.traceparent,
            authorization: authorization
        )
        return await self.ownership.carryOut(command, as: .tasks) { output in
            await self.answer(command, output) { () throws(DWPFailure) in
                try await self.guarded { () throws(DWPFailure) in try await read(caller) }
            }
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        return await self.ownership.bury(command, as: .tasks, with: .workerLost, reason: reason)
    }

    private func answer(
        _ command: Command,
        _ output: RunOutput<Log>,
        _ read: () async throws(DWPFailure) -> TaskListing
    ) async -> RunEnding {
        let listing: TaskListing
        do throws(DWPFailure) {
            listing = try await read()
        } catch {
            guard !Task.isCancelled else { return .interrupted }
            let metadata: Logger.Metadata = ["error": "\(error.reason)"]
            self.logger.warning("Tasks could not be read", metadata: command.subject.merging(metadata) { $1 })
            return .failed(Self.failure(of: error))
        }
        do {
            try await output.append(RunEvent(.tasks, try listing.encoded()))
            return .completed(Completed())
        } catch is RunLost {
            return .lost
        } catch {
            let metadata = command.subject.merging(["fault": "run"]) { own, _ in own }
            self.logger.error("Tasks cannot be passed on", error: error, metadata: metadata)
            return .failed(.unreadableCommand)
        }
    }

    private func page(_ list: ListTasks, _ caller: DWPCaller, _ owner: Caller) async throws(DWPFailure) -> TaskListing {
        let page = try await self.client.shownTasks(page: list.page, size: list.size, for: caller)
        let own = page.content.filter { $0.belongs(to: owner) }.map { shown in
            var task = shown.task
            task.resultData = nil  // as large as it likes; the task alone has it
            return task
        }
        return TaskListing(tasks: own, total: page.totalElements)
    }

    private func task(_ one: ReadTask, _ caller: DWPCaller, _ owner: Caller) async throws(DWPFailure) -> TaskListing {
        let shown: DWPShownTask
        do throws(DWPFailure) {
            shown = try await self.client.shownTask(one.taskId, for: caller)
        } catch {
            guard error.status == 404 else { throw error }
            return TaskListing(tasks: [])
        }
        guard shown.belongs(to: owner) else { return TaskListing(tasks: []) }
        if let result = shown.task.resultData, result.utf8.count > Self.resultLimit {
            throw DWPFailure(.refused, reason: "the task's result is larger than \(Self.resultLimit) bytes")
        }
        return TaskListing(tasks: [shown.task])
    }

    /// Makes a call if the backend answers at all, and tells the breaker how it went.
    private func guarded<Result>(_ call: () async throws(DWPFailure) -> Result) async throws(DWPFailure) -> Result {
        guard case .go = self.breaker.admit() else {
            throw DWPFailure(.unsent, reason: "the backend does not answer, and is left alone for a moment")
        }
        do throws(DWPFailure) {
            let result = try await call()
            self.breaker.answered()
            return result
        } catch {
            if Task.isCancelled {
                self.breaker.abandoned()
            } else if error.isOfTransport {
                self.breaker.failed()
            } else {
                self.breaker.answered()
            }
            throw error
        }
    }

    private static func failure(of failure: DWPFailure) -> RunFailure {
        RunFailure(failure.isTimeout ? .dwpTimeout : .dwpFailed)
    }
}
