import HTTPTypes
import Hummingbird

extension Router where Context == EdgeRequestContext {
    /// Answers methods that a path does not have with those that it has (RFC 9110, section 15.5.6). To be called once all
    /// routes are there.
    func refuseOtherMethods() {
        let known = Dictionary(grouping: self.routes) { $0.path.description }
        for (path, routes) in known {
            let methods = Set(routes.map(\.method))
            let refusal = EdgeError.methodNotAllowed(but: methods.map(\.rawValue).sorted())
            for method in Self.methods where !methods.contains(method) {
                self.on(RouterPath(path), method: method) { _, _ -> Response in throw refusal }
            }
        }
    }

    /// Those that clients use; others have no path here at all.
    private static var methods: [HTTPRequest.Method] {
        let query = HTTPRequest.Method("QUERY").map { [$0] } ?? []
        return [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect] + query
    }
}
