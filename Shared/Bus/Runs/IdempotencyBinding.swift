package import Messages

/// The run that was made for an idempotency key, and a digest of the request that made it.
package struct IdempotencyBinding: Sendable, Equatable {
    package var run: RunID
    /// Hex digest of the request; the same key with another request is a conflict.
    package var request: String
    /// Whether the run's command is known to be sent. Until then its sender is about to send it, or has died.
    package var isSent: Bool

    package init(run: RunID, request: String, isSent: Bool = false) {
        self.run = run
        self.request = request
        self.isSent = isSent
    }
}
