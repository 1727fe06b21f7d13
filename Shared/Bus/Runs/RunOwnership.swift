import FoundationEssentials
package import Logging
package import Messages
import Spans
import Tracing

/// Carries a command's run through one epoch: takes it, lets the work speak into it, and writes its end.
package struct RunOwnership<Log: RunLog>: Sendable {
    private let log: Log
    private let writer: RunWriter<Log>
    private let worker: ReplicaID
    private let detachGrace: Duration
    private let logger: Logger

    /// - Parameter detachGrace: How long a run without a viewer is still begun.
    package init(log: Log, writer: RunWriter<Log>, worker: ReplicaID, detachGrace: Duration, logger: Logger) {
        self.log = log
        self.writer = writer
        self.worker = worker
        self.detachGrace = detachGrace
        self.logger = logger
    }

    /// Takes the run's next epoch, lets `work` speak in it unless the run need not begin any more, and writes its end.
    ///
    /// - Parameter keepsText: Whether what an earlier worker said stands, and the work goes on from there.
    package func carryOut(
        _ command: Command,
        as kind: RunKind,
        keepsText: Bool = false,
        _ work: (RunOutput<Log>) async -> RunEnding
    ) async -> CommandResult {
        await self.inOwnEpoch(of: command, kind, keepsText: keepsText) { epoch, output in
            if let reason = self.reasonNotToBegin(command, kind, epoch) { return reason }
            return await work(output)
        }
    }

    /// Ends a run that cannot be carried out.
    package func fail(_ command: Command, as kind: RunKind, with failure: RunFailure) async -> CommandResult {
        await self.inOwnEpoch(of: command, kind) { _, _ in .failed(failure) }
    }

    /// Ends a run that can never be carried out, and gives its command up.
    package func bury(
        _ command: Command,
        as kind: RunKind,
        with failure: RunFailure,
        reason: String
    ) async -> CommandResult {
        let result = await self.fail(command, as: kind, with: failure)
        return result == .done ? .bury(reason: reason) : result
    }

    private func inOwnEpoch(
        of command: Command,
        _ kind: RunKind,
        keepsText: Bool = false,
        _ body: (Epoch, RunOutput<Log>) async -> RunEnding
    ) async -> CommandResult {
        guard let began = await self.begin(command, keepsText: keepsText) else { return .handBack }
        guard case .begun(let epoch) = began else { return .done }
        let record = RunRecord(
            run: command.run,
            kind: kind,
            caller: command.caller,
            created: Self.now,
            deadline: command.deadline,
            owner: self.worker,
            epoch: epoch.started.id.epoch
        )
        guard let output = self.writer.open(record, epoch: epoch) else { return .lost }
        defer { output.close() }
        let ending = await body(epoch, output)
        do throws(RunLost) {
            if let event = ending.event { try await output.append(event) }
            try await output.settle()
        } catch {
            return await self.resultOfLoss(of: command)
        }
        switch ending {
        case .completed, .failed, .cancelled:
            if let end = ending.event?.type { RunMetrics.count(end, of: kind) }
            if case .failed(let failure) = ending { self.report(failure, of: command, kind) }
            // A settle that was cut short by shutdown leaves the end unconfirmed: whoever claims the command sees.
            return Task.isCancelled ? .handBack : .done
        case .interrupted: return .handBack
        case .lost: return await self.resultOfLoss(of: command)
        }
    }

    /// Tells of a run that failed, but of a defect of ours and of a command that is given up only the trace: who caught
    /// the one and buries the other logs it.
    private func report(_ failure: RunFailure, of command: Command, _ kind: RunKind) {
        TraceSpan.current?.fail(failure.errorType.rawValue)
        guard ![.internal, .workerLost].contains(failure.errorType) else { return }
        self.logger.error(
            "A run failed",
            metadata: command.subject.merging([
                "fault": "run", "kind": "\(kind.rawValue)", "errorType": "\(failure.errorType.rawValue)",
                "error": "\(failure.error)",
            ]) { $1 }
        )
    }

    /// Takes the epoch, repeating until the store answers; nil when the shutdown came first.
    private func begin(_ command: Command, keepsText: Bool) async -> BeginOutcome? {
        while !Task.isCancelled {
            do throws(BusError) {
                return try await self.log.begin(command.run, as: self.worker, keep: keepsText, above: 0, restoring: nil)
            } catch {
                self.logger.debug(
                    "Taking a run failed",
                    metadata: command.subject.merging(["error": "\(error)"]) { own, _ in own }
                )
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        return nil
    }

    private func reasonNotToBegin(_ command: Command, _ kind: RunKind, _ epoch: Epoch) -> RunEnding? {
        if epoch.isCancelRequested { return .cancelled }
        if epoch.started.id.epoch == 1, command.deadline < Self.now {
            return .failed(.tooLate)
        }
        if kind.needsViewer, epoch.edges.isEmpty, let since = epoch.abandonedSince,
            Duration.milliseconds(Self.now - since) >= self.detachGrace
        {
            return .cancelled
        }
        return nil
    }

    /// A run that was ended from outside needs its command no more; one that another worker has keeps it.
    private func resultOfLoss(of command: Command) async -> CommandResult {
        self.logger.notice("Lost a run", metadata: command.subject)
        while !Task.isCancelled {
            if let hasEnded = try? await self.log.hasEnded(command.run) { return hasEnded ? .done : .lost }
            try? await Task.sleep(for: .milliseconds(100))
        }
        return .lost
    }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
