import HTTPFetch
import Messages
import ServiceKit

/// An MCP server whose tools the model may call.
struct MCPServerSettings: Sendable {
    /// Stands before the names of its tools.
    var name: String
    var url: String
    /// Whether each call needs a person's consent; nil: each one that the server does not call read-only.
    var requiresApproval: Bool?
    /// A caller without it sees none of the tools.
    var permission: String?
    /// How long one call may take.
    var timeout: Duration
    /// Sent with every request: the server's own credentials.
    var headers: [(name: String, value: Secret)]

    private static let known: Set = ["name", "url", "requiresApproval", "permission", "timeoutMs", "headers"]
    private static let nameLimit = 24
    /// Headers that the protocol or the message itself sets.
    private static let reserved: Set = [
        "accept", "content-type", "content-length", "transfer-encoding", "expect", "host", "connection",
        "mcp-session-id", "mcp-protocol-version", "last-event-id", "traceparent",
    ]

    /// Reads one element of the catalogue's `mcpServers`.
    init(_ value: JSONValue, number: Int) throws(SettingsError) {
        let entry = try CatalogueEntry(value, CatalogueEntry.title("MCP server", value, number), known: Self.known)
        self.name = try entry.text("name")
        guard Self.isUsable(self.name) else {
            throw entry.fault(
                "needs a name of 1 to \(Self.nameLimit) letters, digits, _ and -, without two _ in a row or one at an end"
            )
        }
        self.url = try entry.text("url")
        guard Self.isAddress(self.url) else { throw entry.fault("needs a url with http:// or https:// and a host") }
        self.requiresApproval = try entry.optionalFlag("requiresApproval")
        self.permission = try entry.permission()
        self.timeout = try entry.milliseconds("timeoutMs", default: .seconds(30), in: GatewayToolSettings.timeouts)
        self.headers = []
        let headers = entry["headers"] ?? [:]
        guard let members = headers.object else { throw entry.fault("has headers that are no object") }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard ToolName.isUsable(name), !Self.reserved.contains(name.lowercased()) else {
                throw entry.fault("cannot set the header \"\(name.prefix(64))\"")
            }
            guard let text = value.string, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw entry.fault("has a header \"\(name)\" whose value is no text of one line")
            }
            self.headers.append((name, Secret(text)))
        }
    }

    /// Two `_` part the server's name from the tool's, so that no two servers can have a tool of one name.
    private static func isUsable(_ name: String) -> Bool {
        ToolName.isUsable(name) && name.utf8.count <= Self.nameLimit && !name.contains("__") && name.first != "_"
            && name.last != "_"
    }

    private static func isAddress(_ url: String) -> Bool {
        for scheme in ["http://", "https://"] where url.hasPrefix(scheme) {
            let authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
            return !authority.isEmpty && url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
                && !authority.contains("@") && authority.first != ":"
        }
        return false
    }
}
