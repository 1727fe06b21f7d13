import Synchronization

/// What one worker has done of a run, for when it ends.
final class RunProgress: Sendable {
    struct State: Sendable {
        /// The epoch in which this worker began to work; nil where it never did.
        var epoch: UInt64?
        /// Tokens of the prompt, as estimated.
        var promptTokens: Int?
        /// Whether the run's turn is in its conversation, whole.
        var isRemembered = false
    }

    private let state = Mutex(State())

    var value: State { self.state.withLock { $0 } }

    func note(_ change: (inout State) -> Void) {
        self.state.withLock { change(&$0) }
    }

    /// Whether no other worker can have spoken in this run.
    var isFirst: Bool { self.state.withLock { $0.epoch == 1 } }
}
