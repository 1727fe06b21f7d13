import Bus
import Messages

/// One call to a model as the usage ledger knows it.
struct ModelCall: Sendable, Equatable {
    /// Who pays.
    var caller: Caller
    var id: UsageEntry.ID

    /// - Parameters:
    ///   - epoch: The one in which the run's owner began.
    ///   - number: Tells apart the owner's calls, the same in every epoch for the same call.
    init(_ command: Command, epoch: UInt64, number: Int) {
        self.caller = command.caller
        self.id = UsageEntry.ID(run: command.run, epoch: epoch, call: number)
    }
}
