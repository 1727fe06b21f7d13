package import Messages

/// The run that was made for an idempotency key, and a digest of the request that made it.
package struct IdempotencyBinding: Sendable, Equatable {
    package var run: RunID
    /// Hex digest of the request; the same key with another request is a conflict.
    package var request: String

    package init(run: RunID, request: String) {
        self.run = run
        self.request = request
    }
}
