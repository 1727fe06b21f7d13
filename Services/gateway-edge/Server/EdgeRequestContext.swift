import Hummingbird
import Messages
import NIOCore

/// What handlers know of a request beside the request.
struct EdgeRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// When the request's head was read.
    let received = ContinuousClock.now
    /// The client's connection; its close is how a vanished client is noticed.
    let channel: any Channel
    /// Who asks; set for routes behind ``AccessMiddleware``.
    var identity: Identity?
    /// In which the caller is told what the system itself says.
    var language = Language.korean
    /// Follows the request through logs and answers.
    var traceID: String
    /// W3C trace context of the request: the caller's, or a new one.
    var traceparent: String

    init(source: Source) {
        self.coreContext = .init(source: source)
        self.channel = source.channel
        self.traceID = ""
        self.traceparent = ""
    }

    /// Bytes of a body beyond which it is refused (contract §1.3).
    var maxUploadSize: Int { 1 << 20 }

    /// Who asks.
    func caller() throws(EdgeError) -> Identity {
        guard let identity = self.identity else { throw EdgeError(.unauthorized, .unauthorized, .tokenMissing) }
        return identity
    }
}
