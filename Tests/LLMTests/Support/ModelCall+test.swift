import Bus
import Messages
import TestSupport

@testable import LLM

extension ModelCall {
    /// A call of a run that no other test has.
    static func sample(_ run: RunID = .random(), epoch: UInt64 = 1, number: Int = 1) -> ModelCall {
        guard let command = try? Command.sample(run) else { fatalError("the sample command cannot be made") }
        return ModelCall(command, epoch: epoch, number: number)
    }
}
