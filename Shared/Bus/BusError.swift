/// Why the bus could not do what it was asked.
package struct BusError: Error, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// There is no connection; nothing was sent.
        case unavailable
        /// The connection broke before the reply; whether it happened is unknown.
        case connectionLost
        /// The store is out of memory and refused; nothing happened.
        case full
        /// The session that the call was meant for is over; nothing was sent.
        case sessionChanged
        /// The store answered with what no version of it should answer.
        case malformedReply
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(self.code.rawValue): \(self.message)" }
}
