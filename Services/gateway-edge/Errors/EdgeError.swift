import HTTPTypes

/// An answer that is an error: what the client is told, and nothing more.
struct EdgeError: Error, Sendable, Equatable {
    var status: HTTPResponse.Status
    var code: ErrorCode
    var message: String
    /// Seconds after which asking again makes sense.
    var retryAfter: Int?

    init(_ status: HTTPResponse.Status, _ code: ErrorCode, _ message: String, retryAfter: Int? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    static let runNotFound = EdgeError(.notFound, .notFound, "Run not found")
    static let conversationNotFound = EdgeError(.notFound, .notFound, "Conversation not found")
    static let foreignEvent = EdgeError(.forbidden, .forbidden, "This event belongs to somebody else")
    static let tooLarge = EdgeError(.contentTooLarge, .validation, "The request is larger than allowed")

    static func unavailable(_ message: String = "The service cannot take requests now") -> EdgeError {
        EdgeError(.serviceUnavailable, .unavailable, message, retryAfter: 2)
    }

    static func invalid(_ message: String) -> EdgeError {
        EdgeError(.unprocessableContent, .validation, message)
    }
}
