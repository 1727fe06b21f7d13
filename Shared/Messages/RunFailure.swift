/// Why a run did not end well, in words fit for the person who asked: no provider internals, no keys, no traces.
package struct RunFailure: Error, EventPayload {
    /// The kinds that clients may rely on.
    package enum ErrorType: String, Codable, Sendable, CaseIterable {
        /// The provider answered with an error, or with what cannot be read as an answer.
        case provider = "ProviderError"
        /// The provider was silent for too long.
        case providerTimeout = "ProviderTimeout"
        /// The provider refused for load, and went on refusing.
        case rateLimited = "RateLimited"
        /// The provider does not take the request (its content, its length, its model).
        case invalidRequest = "InvalidRequest"
        /// The provider has no model of the name that was asked for.
        case modelNotFound = "ModelNotFound"
        /// The answer outgrew what one run may hold.
        case outputTooLong = "OutputTooLong"
        /// The tenant has used up its tokens for the day.
        case budgetExceeded = "BudgetExceeded"
        /// Somebody stopped the run, or nobody watched it any more.
        case cancelled = "Cancelled"
        /// The worker died and no other could take the run over.
        case workerLost = "WorkerLost"
        /// No worker began the run before its deadline.
        case deadlineExceeded = "DeadlineExceeded"
        /// The bus was away for too long.
        case busUnavailable = "BusUnavailable"
        /// The token ended before the stream did.
        case tokenExpired = "TokenExpired"
        /// The process that served the stream is stopping; the run goes on and can be joined elsewhere.
        case serverShutdown = "ServerShutdown"
        /// The run's events are no longer there.
        case replayUnavailable = "ReplayUnavailable"
        /// Somebody had to approve a step, and nobody decided in time.
        case approvalTimeout = "TimeoutError"
        /// Somebody refused a step that had to be approved.
        case rejected = "RejectionError"
        /// The agent took more steps than one run may.
        case stepLimit = "StepLimitExceeded"
        /// A defect of ours.
        case `internal` = "InternalError"
    }

    /// A short text, the same for every failure of its kind.
    package var error: String
    package var errorType: ErrorType
    /// What happened, and what can be done.
    package var message: String
    /// By which the texts can be told in another language; nil where they are somebody else's.
    package private(set) var reason: Reason?

    package init(_ errorType: ErrorType, error: String, message: String) {
        self.errorType = errorType
        self.error = error
        self.message = message
    }

    /// - Parameter error: What a person gave as their reason, in their own words.
    package init(_ reason: Reason, error: String? = nil) {
        self.init(
            reason.errorType,
            error: error ?? reason.title.english,
            message: reason.message.english
        )
        self.reason = reason
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.error = try container.decode(String.self, forKey: .error)
        self.errorType = try container.decode(ErrorType.self, forKey: .errorType)
        self.message = try container.decode(String.self, forKey: .message)
        // A reason that only later versions know leaves the texts as they are.
        self.reason = try container.decodeIfPresent(String.self, forKey: .reason).flatMap { Reason(rawValue: $0) }
    }

    /// The failure as a reader is shown it: in their language, and without what only processes need.
    package func told(in language: Language) -> RunFailure {
        guard let reason else { return self }
        let isOurs = self.error == reason.title.english
        return RunFailure(
            self.errorType,
            error: isOurs ? reason.title.text(in: language) : self.error,
            message: reason.message.text(in: language)
        )
    }

    private enum CodingKeys: String, CodingKey {
        case error, errorType, message, reason
    }
}
