/// Why there are no vectors.
package struct EmbedderError: Error, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Not now: the model is away, slow or set up otherwise. The same call may succeed later.
        case unavailable
        /// The model refuses the texts, or one of them.
        case refused
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(self.code.rawValue): \(self.message)" }
}
