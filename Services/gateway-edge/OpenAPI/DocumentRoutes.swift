import HTTPTypes
import Hummingbird
import Messages

/// `GET /openapi.json` and `GET /docs`: what there is to ask for, for programs and for people.
struct DocumentRoutes: Sendable {
    func add(to router: some RouterMethods<EdgeRequestContext>) {
        router.getOrHead("openapi.json") { request, _ in ConsoleRoutes.answer(request, with: .document) }
        router.getOrHead("docs") { request, _ in
            // The page's addresses are relative to the folder that it is in.
            guard !request.uri.path.hasSuffix("/") else {
                return Response(status: .permanentRedirect, headers: [.location: "../docs"])
            }
            guard let page = ConsoleFile.all["docs.html"] else {
                throw EdgeError(.notFound, .notFound, .nothingHere)
            }
            return ConsoleRoutes.answer(request, with: page)
        }
    }
}
