import DWPGateway
import HTTPFetch

/// Why a call to the backend did not succeed, by what must follow (contract §4.4, rule 8).
struct DWPFailure: Error, Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// It never left: to be repeated.
        case unsent
        /// It may have had its effect or not: to be repeated, where need be after a look.
        case unanswered
        /// The backend ran into an error of its own, which repeating does not mend: final after one look (500 E1000).
        case broken
        /// Final.
        case refused
    }

    var kind: Kind
    /// For logs and dead letters; may quote the backend, never a token.
    var reason: String
    /// The answer's status; nil where there was none.
    var status: Int?
    /// Whether the time for the call ran out.
    var isTimeout = false

    /// Whether the way to the backend failed, not the call itself.
    var isOfTransport: Bool {
        switch self.kind {
        case .unsent, .unanswered: true
        case .broken, .refused: false
        }
    }

    /// Judges an answer; nil for a success.
    init?(status: Int, body: [UInt8]) {
        let envelope = DWPEnvelope(body)
        if (200..<300).contains(status), envelope?.success == true { return nil }
        let code = envelope?.errorCode.map { " \($0)" } ?? ""
        let message = envelope?.message.map { ": \($0.prefix(200))" } ?? ""
        self.reason = "HTTP \(status)\(code)\(message)"
        self.status = status
        self.isTimeout = status == 504
        self.kind =
            switch (status, envelope) {
            case (200..<300, .none), (502...504, _), (500..., .none): .unanswered
            case (500..., .some): .broken
            default: .refused
            }
    }

    /// Judges a call without an answer.
    init(_ error: FetchError) {
        self.reason = "\(error.code.rawValue): \(error.message)"
        self.isTimeout = [.connectTimeout, .firstByteTimeout, .idleTimeout, .totalTimeout].contains(error.code)
        self.kind =
            switch error.code {
            case .resolveFailed, .connectFailed, .connectTimeout, .tlsFailed: .unsent
            case .firstByteTimeout, .idleTimeout, .totalTimeout, .connectionCut, .responseTooLarge, .protocolError,
                .cancelled, .shutDown:
                .unanswered
            case .invalidRequest: .refused
            }
    }

    init(_ kind: Kind, reason: String) {
        self.kind = kind
        self.reason = reason
    }
}
