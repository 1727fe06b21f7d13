import HTTPFetch

/// Why a request to an MCP server did not succeed.
struct MCPFailure: Error, Equatable {
    enum Code: Equatable {
        /// Nothing was carried out.
        case unreachable
        case timedOut
        /// The server no longer knows the session: nothing was carried out.
        case sessionLost
        /// An HTTP status other than success.
        case status(Int)
        /// What came is not what the protocol says.
        case broken
        /// The server answered with a JSON-RPC error.
        case refused
    }

    var code: Code
    /// For logs and the model; quotes no header.
    var message: String

    init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: FetchError) {
        switch error.code {
        case .resolveFailed, .connectFailed, .connectTimeout, .tlsFailed:
            self.init(code: .unreachable, message: "the server cannot be reached")
        case .firstByteTimeout, .idleTimeout, .totalTimeout:
            self.init(code: .timedOut, message: "the server did not answer in time")
        case .invalidRequest, .connectionCut, .responseTooLarge, .protocolError, .cancelled, .shutDown:
            self.init(code: .broken, message: "the answer broke off (\(error.code.rawValue))")
        }
    }
}
