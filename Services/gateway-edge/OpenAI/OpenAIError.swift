import FoundationEssentials
import HTTPTypes
import Hummingbird
import Messages

/// An error as clients of OpenAI's API read it (OpenAI API reference, error codes).
struct OpenAIError: Error, Sendable, Equatable {
    enum Kind: String, Encodable {
        case invalidRequest = "invalid_request_error"
        case authentication = "authentication_error"
        case permission = "permission_error"
        case rateLimit = "rate_limit_error"
        case server = "server_error"
    }

    var status: HTTPResponse.Status
    var kind: Kind
    var message: String
    /// The field of the request that cannot be used.
    var param: String?
    var code: String?
    /// Seconds after which asking again makes sense.
    var retryAfter: Int?

    static func invalid(_ message: String, param: String? = nil) -> OpenAIError {
        OpenAIError(status: .badRequest, kind: .invalidRequest, message: message, param: param)
    }

    static func modelNotFound(_ message: String) -> OpenAIError {
        OpenAIError(
            status: .notFound,
            kind: .invalidRequest,
            message: message,
            param: "model",
            code: "model_not_found"
        )
    }

    static func tooLarge(limit: Int) -> OpenAIError {
        OpenAIError(
            status: .contentTooLarge,
            kind: .invalidRequest,
            message: "The body is larger than \(limit) bytes, files and images in it included",
            code: "request_too_large"
        )
    }
}

extension OpenAIError {
    /// What another route would answer; fields that cannot be used are 400 here.
    init(_ error: EdgeError) {
        let status = error.status == .unprocessableContent ? .badRequest : error.status
        let (kind, code): (Kind, String?) =
            switch status {
            case .badRequest: (.invalidRequest, nil)
            case .unauthorized: (.authentication, "invalid_api_key")
            case .forbidden: (.permission, "insufficient_permissions")
            case .notFound: (.invalidRequest, "not_found")
            case .methodNotAllowed: (.invalidRequest, "method_not_allowed")
            case .conflict: (.invalidRequest, "idempotency_conflict")
            case .contentTooLarge: (.invalidRequest, "request_too_large")
            case .tooManyRequests: (.rateLimit, "rate_limit_exceeded")
            case .badGateway: (.server, "provider_error")
            case .serviceUnavailable: (.server, "service_unavailable")
            case .gatewayTimeout: (.server, "provider_timeout")
            default: (status.code < 500 ? .invalidRequest : .server, nil)
            }
        self.init(
            status: status,
            kind: kind,
            message: error.message,
            code: code,
            retryAfter: error.retryAfter
        )
    }

    /// What became of a run. What the provider refused is the client's to mend, since the request went there as it was.
    init(_ failure: RunFailure) {
        switch failure.errorType {
        case .modelNotFound:
            self = .modelNotFound(failure.message)
        case .invalidRequest:
            self = .invalid(failure.message)
        case .rateLimited:
            self.init(EdgeError(.tooManyRequests, .tooManyRequests, failure.message))
        default:
            self.init(EdgeError(failure))
        }
    }
}

extension OpenAIError: Encodable {
    private enum CodingKeys: String, CodingKey {
        case error
    }

    private enum FieldKeys: String, CodingKey {
        case message, type, param, code
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        var fields = container.nestedContainer(keyedBy: FieldKeys.self, forKey: .error)
        try fields.encode(self.message, forKey: .message)
        try fields.encode(self.kind, forKey: .type)
        try fields.encode(self.param, forKey: .param)
        try fields.encode(self.code, forKey: .code)
    }

    /// The whole answer.
    func response() -> Response {
        var response = Response.json(self, status: self.status)
        if self.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter = self.retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        return response
    }
}
