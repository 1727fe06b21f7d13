import HTTPTypes
import Hummingbird
import Messages
import ServiceKit

/// `GET /` and what the page there loads: the console, or, for who does not ask for HTML, what this is.
struct ConsoleRoutes: Sendable {
    /// Whether the page offers to make tokens.
    let makesTokens: Bool

    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.getOrHead("") { request, _ in Self.root(request) }
        router.getOrHead("console/settings.json") { _, _ in
            Response.enveloped(Settings(makesTokens: self.makesTokens))
        }
        router.getOrHead("console/:file") { request, context in
            guard let file = context.parameters.get("file").flatMap({ ConsoleFile.all[$0] }) else {
                throw EdgeError(.notFound, .notFound, .nothingHere)
            }
            return Self.answer(request, with: file)
        }
    }

    private struct Settings: Encodable, Sendable {
        var makesTokens: Bool
    }

    private struct Root: Encodable {
        var message = "Aura-Platform"
        var version = ServiceIdentity.currentVersion
        var status = "operational"
    }

    /// All that the page may load, run and be part of: its own files, and nothing that an answer could bring in.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private static func root(_ request: Request) -> Response {
        var response: Response
        if !Self.wantsPage(request) {
            response = .json(Root())
        } else if let directory = Self.directory(of: request.uri.path) {
            // The page's addresses are relative, and a gateway before this one may have added to the path.
            response = Response(status: .permanentRedirect, headers: [.location: directory])
        } else if let page = ConsoleFile.all["index.html"] {
            response = Self.answer(request, with: page)
        } else {
            response = Response(status: .internalServerError)
        }
        response.headers[.vary] = "Accept"
        return response
    }

    private static func wantsPage(_ request: Request) -> Bool {
        request.headers[values: .accept].contains { $0.lowercased().contains("text/html") }
    }

    /// The last part of a path, with the slash that it lacks; nil where it lacks none.
    private static func directory(of path: String) -> String? {
        guard !path.hasSuffix("/"), let last = path.split(separator: "/").last else { return nil }
        return "\(last)/"
    }

    /// A file, or that the client has it.
    static func answer(_ request: Request, with file: ConsoleFile) -> Response {
        var headers: HTTPFields = [
            .cacheControl: "no-cache",
            .eTag: file.entityTag,
            .contentSecurityPolicy: Self.policy,
            .xContentTypeOptions: "nosniff",
        ]
        headers[.referrerPolicy] = "no-referrer"
        let known = request.headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }
        guard !known.contains(where: { Self.isSame($0, file.entityTag) }) else {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = file.contentType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.bytes))
    }

    /// Whether an entity tag is ours; one that a gateway has made weak counts too (RFC 9110, section 13.1.2).
    private static func isSame(_ given: Substring, _ tag: String) -> Bool {
        var given = given.drop(while: \.isWhitespace)
        while given.last?.isWhitespace == true { given.removeLast() }
        if given.hasPrefix("W/") { given = given.dropFirst(2) }
        return given == tag || given == "*"
    }
}
