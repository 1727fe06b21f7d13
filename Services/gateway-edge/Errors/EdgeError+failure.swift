import HTTPTypes
import Messages

extension EdgeError {
    /// The status that a failed run has where the answer is one JSON: 502, 504 for time-outs, 503 for the bus.
    init(_ failure: RunFailure) {
        self =
            switch failure.errorType {
            case .providerTimeout:
                EdgeError(.gatewayTimeout, .externalServiceTimeout, .failed(failure))
            case .provider, .rateLimited, .invalidRequest, .modelNotFound, .outputTooLong, .workerLost, .cancelled,
                .replayUnavailable, .approvalTimeout, .rejected, .stepLimit:
                EdgeError(.badGateway, .externalService, .failed(failure))
            case .budgetExceeded:
                EdgeError(.tooManyRequests, .budgetExceeded, .failed(failure))
            case .deadlineExceeded, .busUnavailable, .serverShutdown:
                .unavailable(.failed(failure))
            case .tokenExpired:
                EdgeError(.unauthorized, .tokenExpired, .failed(failure))
            case .internal:
                EdgeError(.internalServerError, .internalServerError, .failed(failure))
            }
    }
}
