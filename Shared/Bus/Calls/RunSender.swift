import FoundationEssentials
package import Messages

/// Makes runs that this replica serves, and sends their commands.
package struct RunSender<Queue: CommandQueue, Registry: RunRegistry, Log: RunLog>: Sendable {
    private let queue: Queue
    package let registry: Registry
    private let log: Log
    package let hub: StreamHub

    /// - Parameter queue: That of the service which carries the commands out.
    package init(queue: Queue, registry: Registry, log: Log, hub: StreamHub) {
        self.queue = queue
        self.registry = registry
        self.log = log
        self.hub = hub
    }

    /// The record of a new run, which nobody has yet.
    ///
    /// - Parameter startTimeout: How long its command may wait for a worker.
    package func draft(_ kind: RunKind, for caller: Caller, startTimeout: Duration) -> RunRecord {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let deadline = now + Int64(startTimeout / .milliseconds(1))
        return RunRecord(run: .random(), kind: kind, caller: caller, created: now, deadline: deadline)
    }

    /// Records a new run ahead of its command, for what must be done between.
    package func make(_ record: RunRecord) async throws(BusError) {
        try await self.registry.create(record, servedBy: self.hub.edge)
    }

    /// Sends a run's command and returns the run's first viewer, and how many commands wait.
    ///
    /// - Parameter isMade: Whether the run is recorded already; otherwise that is done first, in the same write where
    ///   the store can.
    package func send(
        _ body: some CommandBody,
        of record: RunRecord,
        isMade: Bool = false,
        traceparent: String?
    ) async throws -> (subscription: RunSubscription, backlog: Int) {
        let command = try Command(
            body,
            run: record.run,
            caller: record.caller,
            edge: self.hub.edge,
            deadline: record.deadline,
            traceparent: traceparent
        )
        let subscription = self.hub.subscribe(toNew: record)
        do throws(BusError) {
            let backlog = try await command.traced(to: type(of: body).worker) { (command) async throws(BusError) in
                if isMade { return try await self.queue.send(command) }
                return try await self.registry.create(
                    record,
                    servedBy: self.hub.edge,
                    sending: command,
                    to: self.queue
                )
            }
            return (subscription, backlog)
        } catch {
            await self.hub.unsubscribe(subscription, runGoesOn: false)
            throw error
        }
    }

    /// Ends a run whose command may not have left, for the sake of those who joined it meanwhile.
    ///
    /// - Returns: Whether nobody has worked or will work on it; false where that is not known, too.
    @discardableResult
    package func endUnsent(_ run: RunID) async -> Bool {
        guard let payload = try? RunFailure.unsent.encoded() else { return false }
        switch try? await self.log.end(run, at: 0, with: RunEvent(.failed, payload), as: self.hub.edge) {
        case .done:
            if let kind = (try? await self.registry.record(of: run))?.kind { RunMetrics.count(.failed, of: kind) }
            return true
        case .unknown:
            return true
        case .ended:
            // Somebody may have done the same before: then that is all there is.
            let entries = try? await self.log.entries(of: run, after: .zero, limit: 2)
            guard let end = entries?.last?.event, end.type == .failed else { return false }
            return (try? RunFailure.decoded(from: end.payload))?.errorType == .busUnavailable
        case .moved, nil:
            return false
        }
    }
}
