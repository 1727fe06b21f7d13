import Messages

/// A tool of the catalogue: one endpoint behind the DWP gateway.
struct GatewayToolSettings: Sendable {
    enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// Whether arguments that the path does not take stand in the query, not in a body.
        var usesQuery: Bool { self == .get || self == .delete }
    }

    var name: String
    var description: String
    /// What the arguments must fit: an object's schema.
    var schema: JSONSchema
    var method: Method
    var path: PathTemplate
    var requiresApproval: Bool
    var permission: String?
    var timeout: Duration

    static let defaultTimeout = Duration.seconds(10)
    static let timeouts = 100...120_000
}
