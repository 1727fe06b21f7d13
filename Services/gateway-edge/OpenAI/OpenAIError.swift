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
    var words: SystemWords
    /// The field of the request that cannot be used.
    var param: String?
    var code: String?
    /// Seconds after which asking again makes sense.
    var retryAfter: Int?
    /// The methods that the path has, where the request's is not among them.
    var allowed: [String]?

    static func invalid(_ words: SystemWords, param: String? = nil) -> OpenAIError {
        OpenAIError(status: .badRequest, kind: .invalidRequest, words: words, param: param)
    }

    static func modelNotFound(_ words: SystemWords) -> OpenAIError {
        OpenAIError(
            status: .notFound,
            kind: .invalidRequest,
            words: words,
            param: "model",
            code: "model_not_found"
        )
    }

    static func tooLarge(limit: Int) -> OpenAIError {
        OpenAIError(
            status: .contentTooLarge,
            kind: .invalidRequest,
            words: .bodyTooLarge(bytes: limit),
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
            words: error.words,
            code: code,
            retryAfter: error.retryAfter,
            allowed: error.allowed
        )
    }

    /// What became of a run. What the provider refused is the client's to mend, since the request went there as it was.
    init(_ failure: RunFailure) {
        switch failure.errorType {
        case .modelNotFound:
            self = .modelNotFound(.failed(failure))
        case .invalidRequest:
            self = .invalid(.failed(failure))
        case .rateLimited:
            self.init(EdgeError(.tooManyRequests, .tooManyRequests, .failed(failure)))
        default:
            self.init(EdgeError(failure))
        }
    }
}

extension OpenAIError {
    /// The error as it is sent to a reader of that language.
    func body(in language: Language) -> some Encodable { Body(error: self, language: language) }

    private struct Body: Encodable {
        var error: OpenAIError
        var language: Language

        private enum CodingKeys: String, CodingKey {
            case error
        }

        private enum FieldKeys: String, CodingKey {
            case message, type, param, code
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            var fields = container.nestedContainer(keyedBy: FieldKeys.self, forKey: .error)
            try fields.encode(self.error.words.text(in: self.language), forKey: .message)
            try fields.encode(self.error.kind, forKey: .type)
            try fields.encode(self.error.param, forKey: .param)
            try fields.encode(self.error.code, forKey: .code)
        }
    }

    /// The whole answer.
    func response(in language: Language) -> Response {
        var response = Response.json(self.body(in: language), status: self.status)
        if self.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter = self.retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        if let allowed = self.allowed { response.headers[.allow] = allowed.joined(separator: ", ") }
        return response
    }
}
