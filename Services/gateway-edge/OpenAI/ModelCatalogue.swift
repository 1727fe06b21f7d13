import Bus
import Messages
import Synchronization

/// The models that the llm service answers with, as one of its workers tells; an answer serves for a minute.
final class ModelCatalogue<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog, LeaseStore: Leases>: Sendable {
    private static var validity: Duration { .seconds(60) }

    /// Of the llm service.
    private let caller: RunCaller<Queue, Registry, Log, LeaseStore>
    private let admission: QueueAdmission
    private let patience: Duration
    private let latest = Mutex<(list: ModelList, at: ContinuousClock.Instant)?>(nil)

    /// - Parameter patience: How long a worker may take to tell.
    init(
        caller: RunCaller<Queue, Registry, Log, LeaseStore>,
        admission: QueueAdmission,
        patience: Duration = .seconds(5)
    ) {
        self.caller = caller
        self.admission = admission
        self.patience = patience
    }

    /// - Throws: ``RunFailure`` where no worker tells in time, ``EdgeError`` (503) while too many wait, ``BusError``.
    func list(for caller: Caller, traceparent: String?) async throws -> ModelList {
        if let (list, time) = self.latest.withLock({ $0 }), time.duration(to: .now) < Self.validity { return list }
        try self.admission.admit()
        let events = try await self.caller.call(
            ListModels(),
            kind: .models,
            for: caller,
            within: self.patience,
            traceparent: traceparent
        )
        guard let payload = events.first(where: { $0.type == .models })?.payload else { throw RunFailure.workerLost }
        let list = try ModelList.decoded(from: payload)
        self.latest.withLock { $0 = (list, .now) }
        return list
    }
}
