import Bus
import Messages

/// Stops runs: their workers are told; what no living worker has is ended here.
struct RunCanceller<Registry: RunRegistry, Log: RunLog, LeaseStore: Leases, Signals: WorkerSignals>: Sendable {
    let registry: Registry
    let log: Log
    let leases: LeaseStore
    let signals: Signals
    let edge: ReplicaID

    /// Asks the run to stop; for one that has ended nothing changes.
    func cancel(_ run: RunID) async throws(BusError) {
        // A run may be begun or taken over between asking and ending; then there is an owner to tell.
        for _ in 0..<10 {
            switch try await self.registry.requestCancel(run) {
            case .unknown, .ended:
                return
            case .owned(let owner, let epoch):
                if try await self.leases.living([owner]).contains(owner) {
                    // One without an inbox makes it soon, and then asks for what it missed.
                    _ = try await self.signals.send(.cancel(run), to: owner)
                    return
                }
                if try await self.end(run, at: epoch) { return }
            case .unowned:
                if try await self.end(run, at: 0) { return }
            }
        }
    }

    private func end(_ run: RunID, at epoch: UInt64) async throws(BusError) -> Bool {
        let event = RunEvent(.cancelled, (try? RunFailure.stopped.encoded()) ?? [])
        switch try await self.log.end(run, at: epoch, with: event, as: self.edge) {
        case .moved:
            return false
        case .done:
            if let kind = (try? await self.registry.record(of: run))?.kind { RunMetrics.count(.cancelled, of: kind) }
            return true
        case .ended, .unknown:
            return true
        }
    }
}
