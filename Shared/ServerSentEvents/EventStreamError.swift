/// Why a stream of events cannot be read further, or a frame cannot be written.
package struct EventStreamError: Error, Equatable {
    package enum Code: String, Sendable {
        /// An event, or a line of it, is longer than the reader allows.
        case eventTooLarge
        /// An id or an event name holds CR, LF or NUL, which no line of a stream can carry.
        case unwritableField
    }

    package var code: Code
    package var message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }
}
