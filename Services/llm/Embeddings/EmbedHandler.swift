import Bus
import FoundationEssentials
import Logging
import Messages
import ServiceKit

/// Embeds texts: their vectors go into the run's log as one event, and the run ends.
///
/// Who asked may have gone when the provider answers; the vectors then only go into the cache, where they are found when
/// they are asked for again.
struct EmbedHandler<Log: RunLog>: CommandHandler {
    let ownership: RunOwnership<Log>
    /// Nil where no model is configured.
    let embedder: TextEmbedder?
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        guard let work = try? EmbedTexts.decoded(from: command.body), work.isWithinLimits else {
            let reason = "the body is not that of kind \(command.kind)"
            return await self.ownership.bury(command, as: .embedding, with: .unreadableCommand, reason: reason)
        }
        return await self.ownership.carryOut(command, as: .embedding) { output in
            // Thousands of numbers are read and written.
            await withoutEventLoops { await self.answer(work, command, output) }
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let reason = "given up after \(attempts) attempts"
        return await self.ownership.bury(command, as: .embedding, with: .workerLost, reason: reason)
    }

    private func answer(_ work: EmbedTexts, _ command: Command, _ output: RunOutput<Log>) async -> RunEnding {
        guard let embedder = self.embedder else { return .failed(.noEmbeddingModel) }
        guard work.model == nil || work.model == embedder.model else { return .failed(.otherEmbeddingModel) }
        do {
            let embeddings = try await embedder.embed(
                work,
                until: command.deadline,
                traceparent: command.traceparent,
                subject: command.subject
            )
            guard Int64(Date().timeIntervalSince1970 * 1000) < command.deadline else { return .failed(.late) }
            try await output.append(RunEvent(.embeddings, try embeddings.encoded()))
            return .completed(Completed())
        } catch let failure as ProviderFailure {
            return Task.isCancelled ? .interrupted : .failed(failure.runFailure)
        } catch is RunLost {
            return .lost
        } catch {
            guard !Task.isCancelled else { return .interrupted }
            let metadata = command.subject.merging(["fault": "run"]) { own, _ in own }
            self.logger.error("Embedding failed", error: error, metadata: metadata)
            return .failed(RunFailure(.textsNotEmbedded))
        }
    }
}

extension RunFailure {
    /// This worker has nothing to embed with.
    static let noEmbeddingModel = RunFailure(.noEmbeddingModel)

    /// This worker embeds with another model than the one that was asked for.
    static let otherEmbeddingModel = RunFailure(.otherEmbeddingModel)
}
