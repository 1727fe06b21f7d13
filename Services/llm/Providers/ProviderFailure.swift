import Messages

/// What went wrong with a provider, in our words; what it said itself goes to the log only.
struct ProviderFailure: Error, Sendable, Equatable {
    enum Kind: Sendable, Equatable, CaseIterable {
        /// It does not accept our key (401, 403).
        case unauthorized
        /// It does not serve us this (402 and the like); another may.
        case refused
        /// It knows no model of this name (404); another may.
        case modelNotFound
        /// It refuses for load (429).
        case rateLimited
        /// It fails by its own account (408, 5xx).
        case unavailable
        /// It does not take this request (400, 413, 422).
        case invalidRequest
        /// It was silent for too long.
        case timeout
        /// It cannot be reached.
        case unreachable
        /// It ended, or said what is no answer, in the middle.
        case broken
    }

    var kind: Kind
    /// For the log; may quote the provider, never a key.
    var detail: String
    /// How long the provider asks us to wait.
    var retryAfter: Duration?

    /// Whether asking again may help.
    var isTransient: Bool {
        switch self.kind {
        case .rateLimited, .unavailable, .timeout, .unreachable, .broken: true
        case .unauthorized, .refused, .modelNotFound, .invalidRequest: false
        }
    }

    /// What the person who asked is told.
    var runFailure: RunFailure {
        switch self.kind {
        case .rateLimited: RunFailure(.modelBusy)
        case .timeout: RunFailure(.modelTimeout)
        case .invalidRequest: RunFailure(.modelRefusedRequest)
        case .modelNotFound: RunFailure(.modelUnknown)
        case .unauthorized: RunFailure(.modelRefusedAccess)
        case .unavailable, .unreachable, .refused: RunFailure(.modelUnavailable)
        case .broken: RunFailure(.modelBrokeOff)
        }
    }
}
