import HTTPTypes
import Messages

extension EdgeError {
    /// The status that a failed run has where the answer is one JSON: 502, 504 for time-outs, 503 for the bus.
    init(_ failure: RunFailure) {
        self =
            switch failure.errorType {
            case .providerTimeout:
                EdgeError(.gatewayTimeout, .externalServiceTimeout, failure.message)
            case .provider, .rateLimited, .invalidRequest, .modelNotFound, .outputTooLong, .workerLost, .cancelled,
                .replayUnavailable, .approvalTimeout, .rejected, .stepLimit:
                EdgeError(.badGateway, .externalService, failure.message)
            case .budgetExceeded:
                EdgeError(.tooManyRequests, .budgetExceeded, failure.message)
            case .deadlineExceeded, .busUnavailable, .serverShutdown:
                .unavailable(failure.message)
            case .tokenExpired:
                EdgeError(.unauthorized, .tokenExpired, failure.message)
            case .internal:
                EdgeError(.internalServerError, .internalServerError, failure.message)
            }
    }
}
