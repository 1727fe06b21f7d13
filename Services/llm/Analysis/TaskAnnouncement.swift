import Bus
import Messages
import Synchronization

/// Writes into a run's log which DWP task stands for it, once, as soon as that is known.
final class TaskAnnouncement<Registry: RunRegistry, Log: RunLog>: Sendable {
    private let run: RunID
    private let registry: Registry
    private let output: RunOutput<Log>
    private let isMade = Atomic(false)

    init(run: RunID, registry: Registry, output: RunOutput<Log>) {
        self.run = run
        self.registry = registry
        self.output = output
    }

    /// Looks whether there is a task, and tells of it. A store that does not answer is asked at the next occasion.
    func makeIfPossible() async {
        guard !self.isMade.load(ordering: .acquiring),
            let task = try? await self.registry.record(of: self.run)?.taskId,
            let payload = try? TaskCreated(taskId: task).encoded(),
            !self.isMade.exchange(true, ordering: .acquiringAndReleasing)
        else { return }
        _ = try? await self.output.append(RunEvent(.task, payload))
    }
}
