import HTTPFetch

extension ProviderFailure {
    /// What an HTTP status other than 200 means.
    init(status: Int, detail: String, retryAfter: Duration?) {
        let kind: Kind =
            switch status {
            case 401, 403: .unauthorized
            case 429: .rateLimited
            case 408, 500...: .unavailable
            case 400, 413, 422: .invalidRequest
            case 404: .modelNotFound
            case 400..<500: .refused
            default: .broken
            }
        self.init(kind: kind, detail: detail, retryAfter: retryAfter)
    }

    /// What a failed transfer means.
    init(_ error: FetchError) {
        let kind: Kind =
            switch error.code {
            case .firstByteTimeout, .idleTimeout, .totalTimeout: .timeout
            case .resolveFailed, .connectFailed, .connectTimeout, .tlsFailed, .shutDown: .unreachable
            case .connectionCut, .responseTooLarge, .protocolError, .cancelled: .broken
            case .invalidRequest: .invalidRequest
            }
        self.init(kind: kind, detail: "\(error.code.rawValue): \(error.message)")
    }
}
