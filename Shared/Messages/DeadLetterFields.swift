/// The fields that follow the original ones in a dead letter, in this order.
package enum DeadLetterFields {
    package static let reason = "reason"
    /// How often it was tried.
    package static let attempts = "attempts"
    /// Unix milliseconds.
    package static let failedAt = "failedAt"

    package static let all = [Self.reason, Self.attempts, Self.failedAt]
}
