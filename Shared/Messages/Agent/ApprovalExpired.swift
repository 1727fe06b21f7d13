/// The payload of the `failed` event that tells of an approval nobody gave in time (contract §6.5).
package struct ApprovalExpired: EventPayload {
    package var message: String
    package var error: String
    package var errorType: RunFailure.ErrorType
    package var requestId: String
    package var sessionId: String
    /// Unix seconds.
    package var timestamp: Int64

    package init(_ failure: RunFailure, requestId: String, sessionId: String, timestamp: Int64) {
        self.message = failure.message
        self.error = failure.error
        self.errorType = failure.errorType
        self.requestId = requestId
        self.sessionId = sessionId
        self.timestamp = timestamp
    }
}
