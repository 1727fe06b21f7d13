import FoundationEssentials
import Hummingbird

/// The body of an error answer: the backend's envelope and FastAPI's `detail` in one object (contract §3.2).
struct ErrorBody: Encodable, Sendable {
    var detail: String
    var status = "ERROR"
    var success = false
    var errorCode: String
    var message: String
    var timestamp: String
    var traceId: String
}

extension EdgeError {
    /// The whole answer.
    func response(traceID: String) -> Response {
        let body = ErrorBody(
            detail: self.message,
            errorCode: self.code.rawValue,
            message: self.message,
            timestamp: LocalTimestamp.now,
            traceId: traceID
        )
        var response = Response.json(body, status: self.status)
        if self.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter = self.retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        return response
    }
}
