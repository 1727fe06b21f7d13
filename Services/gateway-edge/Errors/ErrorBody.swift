import FoundationEssentials
import Hummingbird
import Messages

/// The body of an error answer: the backend's envelope and FastAPI's `detail` in one object (contract §3.2).
struct ErrorBody: Encodable, Sendable {
    /// In English whoever asks: what clients of before compare with.
    var detail: String
    var status = "ERROR"
    var success = false
    var errorCode: String
    /// In the reader's language.
    var message: String
    var timestamp: String
    var traceId: String
}

extension EdgeError {
    /// The whole answer.
    func response(in language: Language, traceID: String) -> Response {
        let body = ErrorBody(
            detail: self.words.wording.english,
            errorCode: self.code.rawValue,
            message: self.words.text(in: language),
            timestamp: LocalTimestamp.now,
            traceId: traceID
        )
        var response = Response.json(body, status: self.status)
        if self.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter = self.retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        if let allowed = self.allowed { response.headers[.allow] = allowed.joined(separator: ", ") }
        return response
    }
}
