/// The kind of an event in a run's log, its `t` field. Types unknown to a reader are passed over.
package struct RunEventType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Begins an epoch; payload `Started`.
    package static let started = RunEventType(rawValue: "started")
    /// A piece of the answer; payload is its UTF-8 text.
    package static let text = RunEventType(rawValue: "text")
    /// What the answer relies on, before its text; payload `Sources`.
    package static let sources = RunEventType(rawValue: "sources")
    /// What a search found; payload `SearchResults`.
    package static let results = RunEventType(rawValue: "results")
    /// The DWP task that stands for the run; payload `TaskCreated`.
    package static let task = RunEventType(rawValue: "task")
    /// How far the work has come; payload `AnalysisProgress`.
    package static let progress = RunEventType(rawValue: "progress")
    /// What an analysis came to; payload `AnalysisResult`.
    package static let result = RunEventType(rawValue: "result")
    /// Begins a completion, once an epoch and before its words; payload `CompletionHead`.
    package static let completion = RunEventType(rawValue: "completion")
    /// A piece of the model's thoughts; payload is its UTF-8 text.
    package static let reasoning = RunEventType(rawValue: "reasoning")
    /// The next pieces of the calls that the model asks for; payload is the JSON array of a chunk's `delta.tool_calls`
    /// (OpenAI API reference, chat/streaming).
    package static let toolCalls = RunEventType(rawValue: "toolCalls")
    /// What can be asked for; payload `ModelList`.
    package static let models = RunEventType(rawValue: "models")
    /// The vectors of texts; payload `Embeddings`.
    package static let embeddings = RunEventType(rawValue: "embeddings")
    /// What the index holds; payload `IndexStatistics`.
    package static let statistics = RunEventType(rawValue: "statistics")
    /// Takes the place of all text so far; payload is its UTF-8 text.
    package static let rewritten = RunEventType(rawValue: "rewritten")
    /// The agent has begun; payload `AgentStarted`.
    package static let agentStarted = RunEventType(rawValue: "start")
    /// What the model thinks; payload `AgentThought`.
    package static let thought = RunEventType(rawValue: "thought")
    /// A step that the agent will take; payload `PlanStep`.
    package static let planStep = RunEventType(rawValue: "plan_step")
    /// Where a step stands now; payload `PlanStepUpdate`.
    package static let planStepUpdate = RunEventType(rawValue: "plan_step_update")
    /// The same for a timeline; payload `PlanStepUpdate`.
    package static let timelineStepUpdate = RunEventType(rawValue: "timeline_step_update")
    /// What becomes of a tool's call; payload `ToolExecution`.
    package static let toolExecution = RunEventType(rawValue: "tool_execution")
    /// Somebody is asked to approve a call; payload `ApprovalAsked`.
    package static let approvalAsked = RunEventType(rawValue: "hitl")
    /// A call waits for an approval, for the agent's own sake; payload `ApprovalAwaited`.
    package static let approvalAwaited = RunEventType(rawValue: "approval_awaited")
    /// How somebody decided on a call, for the agent's own sake; payload `ApprovalDecided`.
    package static let approvalDecided = RunEventType(rawValue: "approval_decided")
    /// Nobody decided in time; payload `ApprovalExpired`.
    package static let approvalExpired = RunEventType(rawValue: "approval_expired")
    /// One round of the model is complete, for the agent's own sake; payload `AgentTurn`.
    package static let turn = RunEventType(rawValue: "turn")
    /// What DWP has of a person's tasks; payload `TaskListing`.
    package static let tasks = RunEventType(rawValue: "tasks")
    /// Ends a run well; payload `Completed`.
    package static let completed = RunEventType(rawValue: "completed")
    /// Ends a run badly; payload `RunFailure`.
    package static let failed = RunEventType(rawValue: "failed")
    /// Ends a run that somebody stopped; payload `RunFailure`.
    package static let cancelled = RunEventType(rawValue: "cancelled")

    /// Whether nothing may follow.
    package var isTerminal: Bool { self == .completed || self == .failed || self == .cancelled }

    package var description: String { self.rawValue }
}
