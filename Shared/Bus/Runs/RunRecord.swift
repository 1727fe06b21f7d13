package import Messages

/// What is known of a run beside its events: whose it is, and who works on it.
package struct RunRecord: Sendable, Equatable {
    package var run: RunID
    package var kind: RunKind
    package var caller: Caller
    /// When the edge made it, Unix milliseconds.
    package var created: Int64
    /// When the work must have begun, Unix milliseconds.
    package var deadline: Int64
    /// The worker of the latest epoch; nil before the first, and where the edge ended the run itself.
    package var owner: ReplicaID?
    /// The latest epoch; 0 before the first.
    package var epoch: UInt64
    /// The DWP task that stands for the run, once there is one.
    package var taskId: String?
    /// What its caller thinks of it, once they have said so.
    package var feedback: RunFeedback?

    package init(
        run: RunID,
        kind: RunKind,
        caller: Caller,
        created: Int64,
        deadline: Int64,
        owner: ReplicaID? = nil,
        epoch: UInt64 = 0,
        taskId: String? = nil,
        feedback: RunFeedback? = nil
    ) {
        self.run = run
        self.kind = kind
        self.caller = caller
        self.created = created
        self.deadline = deadline
        self.owner = owner
        self.epoch = epoch
        self.taskId = taskId
        self.feedback = feedback
    }
}
