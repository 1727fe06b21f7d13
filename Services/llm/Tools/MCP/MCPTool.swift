import Messages

/// A tool of an MCP server.
struct MCPTool: Tool {
    /// Bytes of a schema that models are told.
    private static let schemaLimit = 16 << 10

    let definition: ToolDefinition
    let requiresApproval: Bool
    let permission: String?
    let isRepeatable: Bool
    private let name: String
    private let schema: JSONSchema
    private let client: MCPClient

    /// - Throws: ``JSONSchemaError`` where the tool's schema cannot be used.
    init(_ listing: MCPToolListing, of server: MCPServerSettings, client: MCPClient) throws(JSONSchemaError) {
        let text = listing.schema.text
        guard listing.schema["type"] == "object" else { throw JSONSchemaError(path: "", problem: "is no object's") }
        guard text.utf8.count <= Self.schemaLimit else {
            throw JSONSchemaError(path: "", problem: "is longer than \(Self.schemaLimit) bytes")
        }
        self.schema = try JSONSchema(listing.schema, checksPatterns: false)
        self.definition = ToolDefinition(
            name: MCPToolName.name(server: server.name, tool: listing.name),
            description: listing.description,
            parameters: text
        )
        self.requiresApproval = server.requiresApproval ?? !listing.isReadOnly
        self.permission = server.permission
        self.isRepeatable = listing.isReadOnly || listing.isIdempotent
        self.name = listing.name
        self.client = client
    }

    func violations(in arguments: JSONValue) -> [SchemaViolation] { self.schema.violations(of: arguments) }

    func call(_ arguments: JSONValue, for caller: ToolCaller) async -> ToolOutcome {
        do throws(MCPFailure) {
            return MCPResult.outcome(try await self.client.call(self.name, arguments, traceparent: caller.traceparent))
        } catch {
            let isUndone = error.code == .unreachable || error.code == .sessionLost || error.code == .refused
            let doubt = "; it is not known whether it was carried out, so do not repeat it unasked"
            return .failure("failed: \(error.message)\(isUndone || self.isRepeatable ? "" : doubt)")
        }
    }
}
