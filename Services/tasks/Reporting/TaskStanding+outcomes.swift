import Bus
import Messages

/// What each step's outcome says about the backend.
extension TaskStanding {
    /// A step is about to be taken; `now` in Unix milliseconds.
    mutating func begins(_ step: TaskStep, now: Int64) {
        self.since = self.since ?? now
        if step.isUnrepeatable { self.doubt = Doubt(step.stage(in: self)) }
    }

    /// The run has its task.
    mutating func created(_ taskId: String) {
        self.phase = .created
        self.taskId = taskId
        self.doubt = nil
    }

    /// None of the caller's tasks can be the lost one.
    mutating func foundNothing() {
        if let refusal = self.doubt?.refusal { self.failure = Failure(.create, reason: refusal) }
        self.doubt = nil
    }

    /// A step other than those above was taken.
    mutating func succeeded(_ step: TaskStep) {
        switch step {
        case .reconcile, .create, .check: break
        case .announce: self.isAnnounced = true
        case .start:
            self.phase = .started
            self.progress = nil
        case .report(let report, _):
            self.progress = report.progress
            self.progressRefusal = nil
        case .end where self.isUnsettled:
            self.isUnsettled = false
            self.doubt = Doubt(.end)  // an update on its way may undo the end: look once more
        case .end:
            self.phase = .ended
            self.doubt = nil
        }
    }

    /// A step failed; where nothing changes by it, it is to be taken again.
    mutating func failed(_ step: TaskStep, with failure: DWPFailure) {
        let stage = step.stage(in: self)
        switch (failure.kind, step) {
        case (.unsent, _):
            if step.isUnrepeatable { self.doubt = nil }
        case (.unanswered, .start), (.unanswered, .report):
            self.isUnsettled = true
        case (.unanswered, _):
            break
        case (.broken, .reconcile), (.broken, .check), (.refused, _):
            self.refused(stage, of: step, reason: failure.reason)
        case (.broken, _):
            if case .report(let report, _) = step { self.progress = report.progress }
            self.doubt = Doubt(stage, refusal: failure.reason)
        }
    }

    /// A look at the task, taken for the sake of the doubt.
    mutating func saw(_ task: DWPTask) {
        guard let doubt = self.doubt else { return }
        self.doubt = nil
        switch doubt.stage {
        case .create:
            break
        case .start:
            if task.startedAt != nil {
                self.succeeded(.start(task.taskId))
            } else if let refusal = doubt.refusal {
                self.failure = Failure(.start, reason: refusal)
            }
        case .progress:
            if task.progress ?? 0 < self.progress ?? 0 { self.progressRefusal = doubt.refusal }
        case .end:
            if task.hasEnded {
                self.phase = .ended
            } else if let refusal = doubt.refusal {
                // The backend cannot complete what it holds for not started: start, and complete once more.
                if task.startedAt == nil, !self.isRestarted {
                    self.isRestarted = true
                    self.phase = .created
                } else {
                    self.failure = Failure(.end, reason: refusal)
                }
            }
        }
    }

    private mutating func refused(_ stage: TaskStage, of step: TaskStep, reason: String) {
        self.doubt = nil
        if stage == .progress {
            if case .report(let report, _) = step { self.progress = report.progress }
            self.progressRefusal = reason
        } else {
            self.failure = Failure(stage, reason: reason)
        }
    }
}
