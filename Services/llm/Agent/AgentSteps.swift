import Bus
import Logging
import Messages
import Signing
import Synchronization

/// Takes an agent's steps: asks for approval where that is needed, makes the call, and writes down both before and after.
struct AgentSteps<Log: RunLog>: Sendable {
    let caller: ToolCaller
    let tools: ToolBox
    let desk: ApprovalDesk
    let open: OpenApprovals
    let journal: AgentJournal<Log>
    let limits: AgentLimits
    let logger: Logger

    /// Takes one step to its end, or to a refusal.
    ///
    /// - Parameter isRepeated: Whether the model has asked for the same too often.
    /// - Returns: What was written of it that the state takes in, in order.
    /// - Throws: ``RunLost``; `CancellationError` with the step left where the log says it is.
    func take(_ step: AgentStep, isRepeated: Bool) async throws -> [RunEvent] {
        switch self.tools.check(step.call.name, arguments: step.call.arguments) {
        case .refused where step.standing == .running:
            // The tool is not what it was when the call was made.
            let outcome = ToolOutcome.failure(AgentWords.unknownOutcome)
            return try await self.end(step, outcome, requiresApproval: false)
        case .refused(let outcome):
            await self.withdraw(step)
            return try await self.end(step, outcome, requiresApproval: false)
        case .ready(let tool, _) where step.standing == .running && !tool.isRepeatable:
            let outcome = ToolOutcome.failure(AgentWords.unknownOutcome)
            return try await self.end(step, outcome, requiresApproval: tool.requiresApproval)
        case .ready(let tool, _) where isRepeated:
            let outcome = ToolOutcome.failure(AgentWords.repeated)
            return try await self.end(step, outcome, requiresApproval: tool.requiresApproval)
        case .ready(let tool, let arguments):
            var events: [RunEvent] = []
            if tool.requiresApproval, step.standing != .running {
                let approval = try await self.approval(of: step)
                events += approval.events
                guard approval.isGiven else { return events }
            }
            return try await events + self.call(tool, arguments, for: step)
        }
    }

    // MARK: - The call

    private func call(_ tool: any Tool, _ arguments: JSONValue, for step: AgentStep) async throws -> [RunEvent] {
        try await self.journal.update(step, .inProgress)
        let running = ToolExecution(
            of: step.call,
            status: .running,
            requiresApproval: tool.requiresApproval,
            timestamp: AgentJournal<Log>.now
        )
        let started = try await self.journal.write(.toolExecution, running)
        // Once the call is made nobody may make it again, whatever becomes of this worker.
        try await self.journal.confirm()
        var caller = self.caller
        caller.callId += "-\(step.number)"
        let outcome = await tool.call(arguments, for: caller)
        // A failure that came of being cut short says nothing; the log says that the call was begun.
        if !outcome.isSuccess { try Task.checkCancellation() }
        let events = try await [started] + self.end(step, outcome, requiresApproval: tool.requiresApproval)
        try Task.checkCancellation()
        return events
    }

    private func end(_ step: AgentStep, _ outcome: ToolOutcome, requiresApproval: Bool) async throws -> [RunEvent] {
        var events: [RunEvent] = []
        if !outcome.passages.isEmpty {
            events.append(try await self.journal.write(.sources, Sources(sources: outcome.passages, degraded: false)))
        }
        let execution = ToolExecution(
            of: step.call,
            status: outcome.isSuccess ? .success : .failed,
            result: outcome.isSuccess ? outcome.content : nil,
            error: outcome.isSuccess ? nil : outcome.content,
            requiresApproval: requiresApproval,
            timestamp: AgentJournal<Log>.now
        )
        events.append(try await self.journal.write(.toolExecution, execution))
        try await self.journal.update(step, outcome.isSuccess ? .completed : .failed)
        return events
    }

    // MARK: - The approval (contract §7.3)

    private func approval(of step: AgentStep) async throws -> (isGiven: Bool, events: [RunEvent]) {
        if case .decided(let decided) = step.standing { return (decided.outcome == .approved, []) }
        guard let (request, isShown) = try await self.request(for: step) else {
            return (false, try await self.end(step, .failure(AgentWords.approvalUnavailable), requiresApproval: true))
        }
        let wait: ApprovalWait
        do throws(BusError) {
            wait = isShown ? self.desk.resume(request) : try await self.desk.begin(request)
        } catch {
            self.logger.warning("An approval cannot be asked for", metadata: ["error": "\(error)"])
            // It may be there for all that.
            _ = try? await self.desk.resume(request).withdraw()
            return (false, try await self.end(step, .failure(AgentWords.approvalUnavailable), requiresApproval: true))
        }
        self.open.add(wait)
        if !isShown { try await self.ask(request, for: step) }
        let decision = try await self.decision(of: wait)
        self.open.remove(wait)
        return try await self.note(decision, on: request, for: step)
    }

    /// The decision; nil where nobody decided in time, or the store is away when that is over.
    private func decision(of wait: ApprovalWait) async throws -> ApprovalDecision? {
        do {
            return try await wait.decision(within: self.limits.approval)
        } catch let error as BusError {
            self.logger.warning("An approval's wait ended without the store", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Takes back what the step waits for, if it does: nobody shall decide for nothing.
    private func withdraw(_ step: AgentStep) async {
        guard let request = step.awaitedRequest else { return }
        _ = try? await self.desk.resume(request).withdraw()
    }

    /// The request that the step waits for: the one it was left with, if that is for this very call, or a new one.
    private func request(for step: AgentStep) async throws -> (request: ApprovalRequest, isShown: Bool)? {
        let digest = Self.digest(of: step.call)
        if case .awaiting(let awaited, let isShown) = step.standing, awaited.digest == digest,
            let request = ApprovalRequest(json: awaited.request)
        {
            return (request, isShown)
        }
        let caller = self.caller.caller
        guard
            let request = try? ApprovalRequest(
                for: caller,
                actionType: step.call.name,
                context: step.call.arguments.allSatisfy(\.isWhitespace) ? "{}" : step.call.arguments
            )
        else { return nil }
        let awaited = ApprovalAwaited(callId: step.call.id, request: request.json, digest: digest)
        try await self.journal.write(.approvalAwaited, awaited)
        try await self.journal.confirm()
        return (request, false)
    }

    private func ask(_ request: ApprovalRequest, for step: AgentStep) async throws {
        let words = AgentWords(language: self.caller.language)
        let asked = ApprovalAsked(
            callId: step.call.id,
            requestId: request.id.description,
            actionType: step.call.name,
            message: words.approvalMessage(for: step.call.name),
            context: JSONValue.read(request.context) ?? .null,
            timestamp: AgentJournal<Log>.now
        )
        try await self.journal.write(.approvalAsked, asked)
    }

    /// Writes a decision down before anything is done about it.
    private func note(
        _ decision: ApprovalDecision?,
        on request: ApprovalRequest,
        for step: AgentStep
    ) async throws -> (isGiven: Bool, events: [RunEvent]) {
        let decided =
            switch decision {
            case .approved: ApprovalDecided(callId: step.call.id, outcome: .approved)
            case .rejected(let reason): ApprovalDecided(callId: step.call.id, outcome: .rejected, reason: reason)
            case nil: ApprovalDecided(callId: step.call.id, outcome: .expired)
            }
        let event = try await self.journal.write(.approvalDecided, decided)
        try await self.journal.confirm()
        guard decided.outcome != .approved else { return (true, [event]) }
        let cancelled = ToolExecution(
            of: step.call,
            status: .cancelled,
            error: decided.reason,
            requiresApproval: true,
            timestamp: AgentJournal<Log>.now
        )
        try await self.journal.write(.toolExecution, cancelled)
        try await self.journal.update(step, .skipped)
        if decided.outcome == .expired {
            let expired = ApprovalExpired(
                .approvalTimeout.told(in: self.caller.language),
                requestId: request.id.description,
                sessionId: request.session.description,
                timestamp: AgentJournal<Log>.now
            )
            try await self.journal.write(.approvalExpired, expired)
        }
        return (false, [event])
    }

    /// What an approval is bound to: the tool and its arguments to the byte.
    private static func digest(of call: ToolCall) -> String {
        SHA256.hexadecimalDigest(of: Array("\(call.name)\u{0}\(call.arguments)".utf8))
    }
}
