import Bus
import Hummingbird
import Logging
import Messages

/// Turns every error into its answer, in its reader's language: the one place where this process does.
struct ErrorMiddleware: RouterMiddleware {
    typealias Context = EdgeRequestContext

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.language = Language(acceptLanguage: request.headers[.acceptLanguage])
        let response = await self.response(to: request, context: context, next: next)
        // An answer to HEAD has no content (RFC 9110, section 9.3.2).
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func response(
        to request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async -> Response {
        do {
            return try await next(request, context)
        } catch let error as OpenAIError {
            return error.response(in: context.language)
        } catch {
            let answer = Self.edgeError(for: error, request, context)
            return OpenAIPaths.contain(request.uri.path)
                ? OpenAIError(answer).response(in: context.language)
                : answer.response(in: context.language, traceID: context.traceID)
        }
    }

    private static func edgeError(for error: any Error, _ request: Request, _ context: Context) -> EdgeError {
        switch error {
        case let error as EdgeError: return error
        case let error as HTTPError: return Self.edgeError(for: error)
        case is BusError: return .unavailable()
        default:
            let metadata: Logger.Metadata = ["path": "\(request.uri.path)", "fault": "request"]
            context.logger.error("Request failed", error: error, metadata: metadata)
            return EdgeError(.internalServerError, .internalServerError, .internalError)
        }
    }

    private static func edgeError(for error: HTTPError) -> EdgeError {
        switch error.status {
        case .notFound: EdgeError(.notFound, .notFound, .nothingHere)
        case .contentTooLarge: .tooLarge
        default: EdgeError(error.status, .invalidInput, .requestUnreadable)
        }
    }
}
