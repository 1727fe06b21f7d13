import Bus
import Messages

/// Charges what a run's log says of calls whose worker may have died before it could: the text of every attempt. What the
/// worker did record is known by the same id and counted once.
struct LostCalls<Ledger: UsageLedger>: Sendable {
    let recorder: UsageRecorder<Ledger>
    /// The model that answers where a request names none; nil where no model is configured, and nothing costs anything.
    let model: String?

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
        guard let model = self.model else { return }
        for attempt in said.attempts {
            for (number, text) in calls(attempt) where !text.isEmpty {
                var estimate = TokenEstimate()
                estimate.add(text)
                self.recorder.submit(
                    UsageEntry(
                        id: UsageEntry.ID(run: command.run, epoch: attempt.epoch, call: number),
                        caller: command.caller,
                        model: attempt.completed?.model ?? requested ?? model,
                        usage: attempt.completed?.countedUsage,
                        orEstimated: (prompt, estimate.tokens)
                    )
                )
            }
        }
    }
}
