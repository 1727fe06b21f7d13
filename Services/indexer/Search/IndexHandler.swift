import Bus
import Logging
import Messages

/// Carries out what operators ask of the index: what it holds, and to make it anew.
struct IndexHandler<Log: RunLog, Store: VectorStore>: CommandHandler {
    let ownership: RunOwnership<Log>
    let store: Store
    let model: EmbeddingModel
    let logger: Logger

    func handle(_ command: Command, attempt: Int) async -> CommandResult {
        await self.ownership.carryOut(command, as: .index) { output in
            do {
                if command.kind == RebuildIndex.kind {
                    try await self.store.rebuild()
                    self.logger.notice("The index is being rebuilt", metadata: command.subject)
                }
                try await output.append(RunEvent(.statistics, try await self.statistics().encoded()))
                return .completed(Completed())
            } catch is RunLost {
                return .lost
            } catch {
                guard !Task.isCancelled else { return .interrupted }
                let metadata: Logger.Metadata = ["kind": "\(command.kind)", "fault": "run"]
                self.logger.error(
                    "The index did not answer",
                    error: error,
                    metadata: metadata.merging(command.subject) { own, _ in own }
                )
                return .failed(.indexUnavailable)
            }
        }
    }

    func giveUp(_ command: Command, attempts: Int) async -> CommandResult {
        let result = await self.ownership.fail(command, as: .index, with: .indexUnavailable)
        return result == .done ? .bury(reason: "given up after \(attempts) attempts") : result
    }

    private func statistics() async throws(VectorStoreError) -> IndexStatistics {
        let counted = try await self.store.statistics()
        return IndexStatistics(
            documents: counted.documents,
            tenants: counted.tenants,
            tombstones: counted.tombstones,
            outdatedVectors: counted.outdatedVectors,
            model: self.model.description,
            store: self.store.kind,
            bytesOnDisk: await self.store.bytesOnDisk()
        )
    }
}

extension RunFailure {
    /// The store does not answer.
    fileprivate static let indexUnavailable = RunFailure(.indexUnavailable)
}
