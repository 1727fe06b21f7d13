import HTTPTypes
import Messages

/// An answer that is an error: what the client is told, and nothing more.
struct EdgeError: Error, Sendable, Equatable {
    var status: HTTPResponse.Status
    var code: ErrorCode
    var words: SystemWords
    /// Seconds after which asking again makes sense.
    var retryAfter: Int?
    /// The methods that the path has, where the request's is not among them.
    var allowed: [String]?

    init(_ status: HTTPResponse.Status, _ code: ErrorCode, _ words: SystemWords, retryAfter: Int? = nil) {
        self.status = status
        self.code = code
        self.words = words
        self.retryAfter = retryAfter
    }

    static let runNotFound = EdgeError(.notFound, .notFound, .runNotFound)
    static let conversationNotFound = EdgeError(.notFound, .notFound, .conversationNotFound)
    static let foreignEvent = EdgeError(.forbidden, .forbidden, .foreignEvent)
    static let tooLarge = EdgeError(.contentTooLarge, .validation, .requestTooLarge)

    static func unavailable(_ words: SystemWords = .unavailable) -> EdgeError {
        EdgeError(.serviceUnavailable, .unavailable, words, retryAfter: 2)
    }

    static func methodNotAllowed(but allowed: [String]) -> EdgeError {
        var error = EdgeError(.methodNotAllowed, .methodNotAllowed, .methodNotAllowed)
        error.allowed = allowed
        return error
    }

    static func invalid(_ words: SystemWords) -> EdgeError {
        EdgeError(.unprocessableContent, .validation, words)
    }
}
