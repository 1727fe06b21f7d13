import Bus
import Messages

/// Tells which models this worker is configured with.
struct ModelsHandler<Log: RunLog>: CommandHandler {
    let ownership: RunOwnership<Log>
    let list: ModelList

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        await self.ownership.carryOut(command, as: .models) { output in
            guard let payload = try? self.list.encoded() else { return .failed(.unreadableCommand) }
            do throws(RunLost) {
                try await output.append(RunEvent(.models, payload))
            } catch {
                return .lost
            }
            return .completed(Completed())
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        return await self.ownership.bury(command, as: .models, with: .workerLost, reason: reason)
    }
}
