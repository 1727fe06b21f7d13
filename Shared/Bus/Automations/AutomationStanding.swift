package import Messages

/// How far an automation has come: what is due, which run is under way, which were. Times are Unix milliseconds.
package struct AutomationStanding: Sendable, Codable, Equatable {
    package enum Status: String, Sendable, Codable {
        case scheduled, running, completed, failed, cancelled
    }

    /// How a run ended.
    package enum Outcome: String, Sendable, Codable {
        case completed, failed, cancelled
    }

    /// The run under way.
    package struct Current: Sendable, Codable, Equatable {
        package var run: RunID
        /// When its due time was taken.
        package var began: Int64
        /// Whether its commands are known to be sent.
        package var isLaunched: Bool
        /// When somebody must look at it: send its commands again, or see whether it has ended.
        package var look: Int64

        package init(run: RunID, began: Int64, isLaunched: Bool, look: Int64) {
            self.run = run
            self.began = began
            self.isLaunched = isLaunched
            self.look = look
        }
    }

    /// Ids of runs that are kept.
    package static let keptRuns = 20
    /// After so long another replica sends a run's commands, milliseconds.
    package static let launchPatience: Int64 = 5000

    /// The next due time; nil where none comes any more.
    package var due: Int64?
    package var current: Current?
    package var isCancelled = false
    /// The latest runs, the newest last.
    package var runs: [RunID] = []
    /// All runs so far.
    package var runCount = 0
    /// Due times that were passed over because the run before still went on.
    package var skipped = 0
    package var lastRunAt: Int64?
    /// How the latest run that has ended did.
    package var lastOutcome: Outcome?

    /// - Parameter due: The first due time.
    package init(due: Int64?) {
        self.due = due
    }

    /// Whether a run may still come of it.
    package var isActive: Bool { !self.isCancelled && (self.due != nil || self.current != nil) }

    package var status: Status {
        if self.isCancelled { return .cancelled }
        if self.current != nil { return .running }
        if self.due != nil { return .scheduled }
        switch self.lastOutcome {
        case .completed: return .completed
        case .cancelled: return .cancelled
        case .failed, nil: return .failed
        }
    }

    /// When somebody must look at the automation; nil for never.
    package var wake: Int64? {
        guard self.isActive else { return nil }
        return [self.due, self.current?.look].compactMap { $0 }.min()
    }
}
