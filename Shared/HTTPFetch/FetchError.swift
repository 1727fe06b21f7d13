/// Why a fetch, or its body, did not come to its end.
package struct FetchError: Error, Equatable {
    package enum Code: String, Sendable {
        /// The request cannot be sent as given; also a body read by two tasks at once.
        case invalidRequest
        case resolveFailed
        case connectFailed
        case connectTimeout
        case tlsFailed
        case firstByteTimeout
        case idleTimeout
        case totalTimeout
        /// The peer ended the connection, or the stream on it, before the response was whole.
        case connectionCut
        /// The response's head or body passed its limit.
        case responseTooLarge
        /// The peer does not speak HTTP as it should.
        case protocolError
        /// The reader gave up: its task was cancelled, or it let the body go.
        case cancelled
        /// The fetcher has ended, or could not start.
        case shutDown
    }

    package var code: Code
    /// For logs: may name hosts, never headers or bodies.
    package var message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }
}
