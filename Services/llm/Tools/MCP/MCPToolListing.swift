import Messages

/// A tool as its server describes it.
struct MCPToolListing: Sendable, Equatable {
    private static let descriptionLimit = 1024

    var name: String
    var description: String?
    var schema: JSONValue
    var isReadOnly: Bool
    var isIdempotent: Bool

    /// Nil for what has no name or no schema.
    init?(_ value: JSONValue) {
        guard let name = value["name"]?.string, !name.isEmpty, let schema = value["inputSchema"] else { return nil }
        self.name = name
        self.description = (value["description"]?.string ?? value["title"]?.string).map {
            String($0.prefix(Self.descriptionLimit))
        }
        self.schema = schema
        // What a server does not say counts as not so (MCP 2025-06-18, ToolAnnotations).
        self.isReadOnly = value["annotations"]?["readOnlyHint"] == true
        self.isIdempotent = value["annotations"]?["idempotentHint"] == true
    }
}
