import Bus
import Logging
import Messages

extension RunEnding {
    /// How a run ends by its work, whatever that throws; a defect of ours is logged and told without its text.
    static func of(
        _ command: Command,
        _ logger: Logger,
        _ work: () async throws -> Completed
    ) async -> RunEnding {
        do {
            return .completed(try await work())
        } catch let failure as ProviderFailure {
            return Task.isCancelled ? .interrupted : .failed(failure.runFailure)
        } catch let failure as RunFailure {
            return .failed(failure)
        } catch is RunLost {
            return .lost
        } catch {
            guard !Task.isCancelled else { return .interrupted }
            let metadata = command.subject.merging(["fault": "run"]) { own, _ in own }
            logger.error("A run's work failed", error: error, metadata: metadata)
            return .failed(RunFailure(.answerFailed))
        }
    }
}
