/// Why the store could not do what it was asked.
package struct VectorStoreError: Error, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Not now: it is locked, full or away. The same call may succeed later.
        case unavailable
        /// Never: the store refuses the very content.
        case refused
    }

    package var code: Code
    package var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(self.code.rawValue): \(self.message)" }
}
