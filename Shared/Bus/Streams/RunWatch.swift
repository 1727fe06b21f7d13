import FoundationEssentials
import Logging
package import Messages

/// Finds out whether more can come of a run in which nothing happens, and ends one that is abandoned.
package struct RunWatch<Log: RunLog, Registry: RunRegistry, LeaseStore: Leases>: Sendable {
    enum Finding: Sendable, Equatable {
        case goesOn
        /// The run has ended; its log's last entry is this.
        case ended(EventID)
        /// Nothing is known of the run.
        case unknown
        /// The run's worker is dead.
        case workerDead(epoch: UInt64)
    }

    package let log: Log
    private let registry: Registry
    private let leases: LeaseStore
    private let edge: ReplicaID

    /// - Parameter edge: Who ends runs that are abandoned.
    package init(log: Log, registry: Registry, leases: LeaseStore, edge: ReplicaID) {
        self.log = log
        self.registry = registry
        self.leases = leases
        self.edge = edge
    }

    func find(_ run: RunID) async throws(BusError) -> Finding {
        // The tip after that: an end that came between would be missed by whoever knows all before it.
        if try await self.log.hasEnded(run), let tip = try await self.log.tip(of: run) { return .ended(tip) }
        guard let record = try await self.registry.record(of: run) else { return .unknown }
        guard record.epoch > 0 else {
            // Nobody began it; past its deadline nobody will.
            if record.deadline < Int64(Date().timeIntervalSince1970 * 1000) {
                try await self.end(run, at: 0, .tooLate)
            }
            return .goesOn
        }
        guard let owner = record.owner, try await !self.leases.living([owner]).contains(owner) else { return .goesOn }
        return .workerDead(epoch: record.epoch)
    }

    /// Ends a run whose worker is dead and that nobody took over.
    func endLost(_ run: RunID, at epoch: UInt64) async throws(BusError) {
        try await self.end(run, at: epoch, .workerLost)
    }

    private func end(_ run: RunID, at epoch: UInt64, _ failure: RunFailure) async throws(BusError) {
        guard let payload = try? failure.encoded() else { return }
        let outcome = try await self.log.end(run, at: epoch, with: RunEvent(.failed, payload), as: self.edge)
        guard case .done = outcome else { return }
        if let kind = (try? await self.registry.record(of: run))?.kind { RunMetrics.count(.failed, of: kind) }
        Logger(label: "run-watch").error(
            "A run was abandoned",
            metadata: ["run": "\(run)", "fault": "run", "errorType": "\(failure.errorType.rawValue)"]
        )
    }
}
