package import Messages

/// Sends what an automation's run needs: its record, its DWP task's creation, and its own command. Doing so again does
/// no harm, for the run is the same.
package struct AutomationLauncher<
    Store: AutomationStore,
    Registry: RunRegistry,
    Log: RunLog,
    Work: CommandQueue,
    Reports: CommandQueue
>: Sendable {
    /// How long a run may wait for a worker: nobody sits and waits for it.
    private static var startTimeout: Int64 { 900_000 }

    private let store: Store
    private let registry: Registry
    private let log: Log
    private let work: Work
    private let reports: Reports
    private let replica: ReplicaID

    /// - Parameters:
    ///   - work: The queue of those who carry runs out.
    ///   - reports: That of the tasks service.
    package init(
        store: Store,
        registry: Registry,
        log: Log,
        work: Work,
        reports: Reports,
        replica: ReplicaID
    ) {
        self.store = store
        self.registry = registry
        self.log = log
        self.work = work
        self.reports = reports
        self.replica = replica
    }

    /// Sends the commands of the run that a noted standing says is to be launched, and notes that they are sent. For an
    /// automation that was cancelled meanwhile nothing is sent.
    ///
    /// - Parameter authorization: Of the person, where they are there.
    package func launch(
        _ entry: AutomationEntry,
        authorization: CallerAuthorization? = nil,
        traceparent: String? = nil
    ) async throws {
        guard let current = entry.standing.current, let work = try await self.store.work(of: entry.automation.id) else {
            return
        }
        let record = RunRecord(
            run: current.run,
            kind: .automation,
            caller: entry.automation.caller,
            created: current.began,
            deadline: current.began + Self.startTimeout
        )
        try await self.registry.create(record, servedBy: self.replica)
        // Nobody watches it here; whoever wants to joins the run.
        try await self.registry.remove(self.replica, from: current.run, now: current.began)
        // Whoever cancels notes that first and then stops the run, whose record is there by now.
        guard try await self.isUnderWay(current.run, of: entry.automation.id) else {
            _ = try await self.log.end(
                current.run,
                at: 0,
                with: RunEvent(.cancelled, try RunFailure.stopped.encoded()),
                as: self.replica
            )
            return
        }
        let task = CreateTask(
            taskType: RunKind.automation.rawValue,
            description: entry.automation.instruction,
            inputData: String(decoding: try work.encoded(), as: UTF8.self),
            authorization: authorization
        )
        _ = try await self.reports.sendTraced(self.command(task, record, traceparent), to: .tasks)
        _ = try await self.work.sendTraced(self.command(work, record, traceparent), to: .llm)
        try await self.confirm(current.run, of: entry.automation.id)
    }

    private func isUnderWay(_ run: RunID, of id: AutomationID) async throws(BusError) -> Bool {
        guard let standing = try await self.store.entry(id)?.standing else { return false }
        return standing.isActive && standing.current?.run == run
    }

    private func confirm(_ run: RunID, of id: AutomationID) async throws(BusError) {
        let now = try await self.store.now()
        while let entry = try await self.store.entry(id) {
            var standing = entry.standing
            guard standing.current?.isLaunched == false, standing.launched(run, at: now) else { return }
            if try await self.store.note(standing, of: entry) != nil { return }
        }
    }

    private func command(_ body: some CommandBody, _ record: RunRecord, _ traceparent: String?) throws -> Command {
        try Command(
            body,
            run: record.run,
            caller: record.caller,
            edge: self.replica,
            deadline: record.deadline,
            traceparent: traceparent
        )
    }
}
