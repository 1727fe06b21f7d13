import Bus
import Messages

/// Charges what a run's log says of calls whose worker may have died before it could: the text of every attempt. What the
/// worker did record is known by the same id and counted once.
struct LostCalls<Ledger: UsageLedger>: Sendable {
    let recorder: UsageRecorder<Ledger>
    /// The model that answers where a request names none; nil where no model is configured, and nothing costs anything.
    let model: String?

    /// Charges one call of an agent.
    ///
    /// - Parameter prompt: Tokens of its prompt, as estimated.
    func charge(_ call: AgentCalls.Call, of command: Command, requested: String?, prompt: Int) {
        self.submit(
            UsageEntry.ID(run: command.run, epoch: call.epoch, call: call.number),
            call.text,
            endedBy: call.turn.map { Completed(usage: $0.usage, model: $0.model) },
            of: command,
            requested: requested,
            prompt: prompt
        )
    }

    /// Sees to it that a run's calls are counted before its command is acknowledged; again if the command comes back.
    ///
    /// - Parameters:
    ///   - isFirst: Whether the worker that acknowledges made all of the run's calls itself.
    ///   - reason: Why the command is buried then; nil where it is done.
    ///   - charge: Reads the log and charges what it says.
    func conclude(
        _ command: Command,
        _ result: CommandResult,
        isFirst: Bool,
        else reason: String? = nil,
        charge: () async throws -> Void
    ) async -> CommandResult {
        guard result == .done else { return result }
        var isCharged = isFirst || self.model == nil
        while !isCharged {
            do {
                try await charge()
                isCharged = true
            } catch {
                guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return .handBack }
            }
        }
        guard await self.recorder.settle(command.run) else { return .handBack }
        return reason.map { .bury(reason: $0) } ?? .done
    }

    /// - Parameters:
    ///   - requested: The model that was asked for.
    ///   - prompt: Tokens of each call's prompt, as estimated.
    ///   - calls: The parts of an attempt's text with the number of the call that said it.
    func charge(
        _ said: SpokenRun,
        of command: Command,
        requested: String?,
        prompt: Int,
        calls: (SpokenRun.Attempt) -> [(number: Int, text: ArraySlice<UInt8>)]
    ) {
        for attempt in said.attempts {
            for (number, text) in calls(attempt) where !text.isEmpty {
                self.submit(
                    UsageEntry.ID(run: command.run, epoch: attempt.epoch, call: number),
                    text,
                    endedBy: attempt.completed,
                    of: command,
                    requested: requested,
                    prompt: prompt
                )
            }
        }
    }

    private func submit(
        _ id: UsageEntry.ID,
        _ text: some Sequence<UInt8>,
        endedBy completed: Completed?,
        of command: Command,
        requested: String?,
        prompt: Int
    ) {
        guard let model = self.model else { return }
        var estimate = TokenEstimate()
        estimate.add(text)
        self.recorder.submit(
            UsageEntry(
                id: id,
                caller: command.caller,
                model: completed?.model ?? requested ?? model,
                usage: completed?.countedUsage,
                orEstimated: (prompt, estimate.tokens)
            )
        )
    }
}
