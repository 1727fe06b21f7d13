/// Why the store could not do what it was asked.
struct VectorStoreError: Error, CustomStringConvertible {
    enum Code: String, Sendable {
        /// Not now: it is locked, full or away. The same call may succeed later.
        case unavailable
        /// Never: the store refuses the very content.
        case refused
    }

    var code: Code
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    var description: String { "\(self.code.rawValue): \(self.message)" }
}
