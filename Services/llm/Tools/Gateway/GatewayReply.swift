import HTTPFetch

/// What came of a request to the gateway.
enum GatewayReply: Sendable {
    case answered(GatewayAnswer)
    case failed(FetchError, limit: Duration, isRepeatable: Bool)
    /// Nothing was sent.
    case refused(String)

    /// What the model is told.
    var outcome: ToolOutcome {
        switch self {
        case .answered(let answer): answer.outcome
        case .refused(let reason): .failure("failed: \(reason)")
        case .failed(let error, let limit, let isRepeatable):
            .failure("failed: \(Self.words(for: error, limit: limit, isRepeatable: isRepeatable))")
        }
    }

    private static func words(for error: FetchError, limit: Duration, isRepeatable: Bool) -> String {
        // Whoever repeats what may have been done does it twice.
        let doubt = isRepeatable ? "" : "; it is not known whether it was carried out, so do not repeat it unasked"
        switch error.code {
        case .resolveFailed, .connectFailed, .connectTimeout, .tlsFailed:
            return "the service cannot be reached; nothing was carried out"
        case .firstByteTimeout, .idleTimeout, .totalTimeout:
            return "no answer within \(limit / .seconds(1)) s\(doubt)"
        case .cancelled, .shutDown: return "the call was broken off\(doubt)"
        case .connectionCut, .responseTooLarge, .protocolError: return "the answer broke off\(doubt)"
        case .invalidRequest: return "the request cannot be made"
        }
    }
}
