/// What the backend has of one run's task, as far as we know, and what we are in doubt about.
package struct TaskStanding: Sendable, Codable, Equatable {
    package enum Phase: String, Sendable, Codable {
        /// There is no task, or (with a doubt) one that we do not know.
        case none
        case created
        case started
        case ended
    }

    /// A call whose effect is unknown.
    package struct Doubt: Sendable, Codable, Equatable {
        package var stage: TaskStage
        /// The backend's refusal, which counts unless a look at the task shows the effect; nil where the answer is lost
        /// or still to come.
        package var refusal: String?

        package init(_ stage: TaskStage, refusal: String? = nil) {
            self.stage = stage
            self.refusal = refusal
        }
    }

    /// What the backend refused for good.
    package struct Failure: Sendable, Codable, Equatable {
        package var stage: TaskStage
        package var reason: String

        package init(_ stage: TaskStage, reason: String) {
            self.stage = stage
            self.reason = reason
        }
    }

    package var phase: Phase
    package var taskId: String?
    /// Whether the run's record names the task and its owner was told.
    package var isAnnounced: Bool
    /// The progress that the backend has; nil before the first, and where a later start has reset it.
    package var progress: Int?
    package var doubt: Doubt?
    /// Whether an update of the task went unanswered, which may take its effect late and undo what came after it.
    package var isUnsettled: Bool
    /// Whether the task was started once more because the backend had forgotten the start.
    package var isRestarted: Bool
    /// Ends all calls.
    package var failure: Failure?
    /// Why the latest progress was refused; a refusal of progress ends nothing.
    package var progressRefusal: String?
    /// When the work on the task began, Unix milliseconds.
    package var since: Int64?

    package init(
        phase: Phase = .none,
        taskId: String? = nil,
        isAnnounced: Bool = false,
        progress: Int? = nil,
        doubt: Doubt? = nil,
        isUnsettled: Bool = false,
        isRestarted: Bool = false,
        failure: Failure? = nil,
        progressRefusal: String? = nil,
        since: Int64? = nil
    ) {
        self.phase = phase
        self.taskId = taskId
        self.isAnnounced = isAnnounced
        self.progress = progress
        self.doubt = doubt
        self.isUnsettled = isUnsettled
        self.isRestarted = isRestarted
        self.failure = failure
        self.progressRefusal = progressRefusal
        self.since = since
    }
}
