import HTTPFetch
import Messages

/// One question to the edge, without who asks it.
struct EdgeRequest: Sendable {
    var method = "GET"
    /// The segments of the route.
    var path: [String]
    var query: [(name: String, value: String)] = []
    var body: JSONValue?
    /// Beside those that every request carries.
    var headers: [FetchHeader] = []
    /// How long the edge may take to begin its answer.
    var patience = Duration.seconds(30)

    static func get(_ path: String..., query: [(name: String, value: String)] = []) -> EdgeRequest {
        EdgeRequest(path: path, query: query)
    }

    static func post(_ path: String..., body: JSONValue) -> EdgeRequest {
        EdgeRequest(method: "POST", path: path, body: body)
    }

    static func delete(_ path: String...) -> EdgeRequest {
        EdgeRequest(method: "DELETE", path: path)
    }

    func adding(_ name: String, _ value: String) -> EdgeRequest {
        var request = self
        request.headers.append(FetchHeader(name: name, value: value))
        return request
    }
}
