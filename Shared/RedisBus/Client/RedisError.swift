/// Why a command got no reply, or a client cannot be made.
package struct RedisError: Error, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// There is no connection; the command was not sent.
        case unavailable
        /// The connection ended with the command in flight; whether it took effect is unknown.
        case connectionLost
        /// The connection that the caller counted on is gone and another stands; nothing was sent.
        case otherGeneration
        /// No reply came in time and the connection was closed; whether the command took effect is unknown.
        case timedOut
        /// The peer sent what is no RESP2 reply; whether the command took effect is unknown.
        case protocolViolation
        /// Too many commands or bytes wait for replies; the command was not sent.
        case overloaded
        /// The command would change the connection for its other users; it was not sent.
        case notShareable
        /// The server refused user, password or permission.
        case authenticationFailed
        case invalidConfiguration
        /// The client has ended; the command was not sent.
        case shutDown
        /// The server answered with an error; thrown only by those who unwrap replies.
        case reply
    }

    package var code: Code
    package var message: String
    package var cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String {
        guard let cause else { return "\(self.code.rawValue): \(self.message)" }
        return "\(self.code.rawValue): \(self.message) (\(cause))"
    }
}
