package import Messages

/// What must be done for an automation, once the standing that says so is noted.
package enum AutomationStep: Sendable, Equatable {
    /// Nothing before ``AutomationStanding/wake``.
    case wait
    /// Send the run's commands, perhaps again.
    case launch(RunID)
    /// See whether the run goes on.
    case look(RunID)
}

/// What each moment and each finding changes.
extension AutomationStanding {
    /// Decides what to do at a time. Due times that were missed meanwhile come to one run now.
    package mutating func advance(_ automation: Automation, at now: Int64) -> AutomationStep {
        guard self.isActive else { return .wait }
        let isDue = self.due.map { $0 <= now } ?? false
        if let current {
            if isDue, !current.isLaunched { self.skip(automation, at: now) }
            if current.isLaunched { return isDue || current.look <= now ? .look(current.run) : .wait }
            guard current.look <= now else { return .wait }
            self.current?.look = now + Self.launchPatience
            return .launch(current.run)
        }
        guard isDue, let due, let run = automation.id.run(dueAt: due) else { return .wait }
        self.begin(run, at: now)
        self.due = automation.schedule.next(after: now)
        return .launch(run)
    }

    /// The commands of a run are sent; false where it is not under way any more.
    package mutating func launched(_ run: RunID, at now: Int64) -> Bool {
        guard !self.isCancelled, self.current?.run == run else { return false }
        self.current?.isLaunched = true
        self.current?.look = now + 1000
        return true
    }

    /// A look showed that the run goes on. What comes due meanwhile is passed over.
    package mutating func goesOn(_ automation: Automation, at now: Int64) {
        guard let current else { return }
        // Seldom for one that takes long.
        self.current?.look = now + min(max((now - current.began) / 10, 1000), 10_000)
        if let due, due <= now { self.skip(automation, at: now) }
    }

    /// A look showed that the run has ended.
    package mutating func ended(_ outcome: Outcome) {
        self.current = nil
        self.lastOutcome = outcome
    }

    /// Nothing comes of it any more.
    package mutating func cancel() {
        guard self.isActive else { return }
        self.isCancelled = true
        if self.current != nil { self.lastOutcome = .cancelled }
        self.current = nil
        self.due = nil
    }

    private mutating func begin(_ run: RunID, at now: Int64) {
        self.current = Current(run: run, began: now, isLaunched: false, look: now + Self.launchPatience)
        self.runs = (self.runs + [run]).suffix(Self.keptRuns)
        self.runCount += 1
        self.lastRunAt = now
    }

    private mutating func skip(_ automation: Automation, at now: Int64) {
        self.skipped += 1
        self.due = automation.schedule.next(after: now)
    }
}
