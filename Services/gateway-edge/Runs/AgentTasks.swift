import Bus
import FoundationEssentials
import Messages

/// Asks the tasks service for the DWP tasks that stand for runs.
struct AgentTasks<Queue: CommandQueue, Registry: RunRegistry>: Sendable {
    let queue: Queue
    let registry: Registry
    let edge: ReplicaID
    /// How long a client waits for its task's id.
    var patience = Duration.seconds(2)

    /// Sends the task's creation, before the run's own command.
    func create(
        for record: RunRecord,
        description: String,
        input: some Encodable,
        authorization: CallerAuthorization?,
        traceparent: String?
    ) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        let task = CreateTask(
            taskType: record.kind.rawValue,
            description: description,
            inputData: String(decoding: try encoder.encode(input), as: UTF8.self),
            authorization: authorization
        )
        try await self.send(task, for: record, traceparent)
    }

    /// Ends the task of a run whose own command could not be sent.
    func abandon(_ record: RunRecord) async {
        try? await self.send(FailTask(errorMessage: RunFailure.unsent.message), for: record, nil)
    }

    /// Ends the task of a run that nobody will carry out.
    func abandon(_ run: RunID, _ caller: Caller, reason: String) async {
        let record = RunRecord(run: run, kind: .automation, caller: caller, created: 0, deadline: 0)
        try? await self.send(FailTask(errorMessage: reason), for: record, nil)
    }

    /// The task's id; nil where DWP has given none within the patience, or the bus is away.
    func waitForTask(of run: RunID) async -> String? {
        let end = ContinuousClock.now + self.patience
        var pause = Duration.milliseconds(10)
        while true {
            if let task = try? await self.registry.record(of: run)?.taskId { return task }
            guard ContinuousClock.now + pause < end else { return nil }
            do {
                try await Task.sleep(for: pause)
            } catch {
                return nil
            }
            pause = min(pause * 2, .milliseconds(100))
        }
    }

    private func send(_ body: some CommandBody, for record: RunRecord, _ traceparent: String?) async throws {
        let command = try Command(
            body,
            run: record.run,
            caller: record.caller,
            edge: self.edge,
            deadline: record.deadline,
            traceparent: traceparent
        )
        _ = try await self.queue.sendTraced(command, to: .tasks)
    }
}
