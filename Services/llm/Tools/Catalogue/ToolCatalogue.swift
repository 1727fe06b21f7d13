import FoundationEssentials
import Messages
import ServiceKit

/// The tools and MCP servers that the operator lists.
struct ToolCatalogue: Sendable {
    static let setting = "AURA_TOOLS_FILE"

    var tools: [GatewayToolSettings] = []
    var servers: [MCPServerSettings] = []

    /// No tools besides those built in.
    static let empty = ToolCatalogue()

    private init() {}

    /// Reads the file that `AURA_TOOLS_FILE` names; without the variable the catalogue is empty.
    init(_ settings: Settings) throws(SettingsError) {
        guard let path = settings.string(Self.setting) else {
            self = .empty
            return
        }
        guard let content = try? Data(contentsOf: URL(filePath: path)) else {
            throw SettingsError(name: Self.setting, problem: "names a file that cannot be read: \(path)")
        }
        try self.init(json: Array(content))
    }

    /// Takes the file's text: `{"tools":[…],"mcpServers":[…]}`.
    init(json: [UInt8]) throws(SettingsError) {
        guard let file = JSONValue.read(json), case .object = file else {
            throw SettingsError(name: Self.setting, problem: "must hold one JSON object")
        }
        let members = try CatalogueEntry(file, "the file", known: ["tools", "mcpServers"])
        self.tools = try members.entries("tools").enumerated().map { index, value throws(SettingsError) in
            try GatewayToolSettings(value, number: index + 1)
        }
        self.servers = try members.entries("mcpServers").enumerated().map { index, value throws(SettingsError) in
            try MCPServerSettings(value, number: index + 1)
        }
        try self.refuseClashes()
    }

    private func refuseClashes() throws(SettingsError) {
        var taken: Set = [SearchDocumentsTool.name, ListMyTasksTool.name]
        for tool in self.tools {
            guard taken.insert(tool.name).inserted else {
                let isBuiltIn = tool.name == SearchDocumentsTool.name || tool.name == ListMyTasksTool.name
                throw CatalogueEntry.fault("tool \"\(tool.name)\"", isBuiltIn ? "is built in" : "is listed twice")
            }
        }
        var servers: Set<String> = []
        for server in self.servers {
            guard servers.insert(server.name).inserted else {
                throw CatalogueEntry.fault("MCP server \"\(server.name)\"", "is listed twice")
            }
            if let tool = taken.first(where: { $0.hasPrefix(MCPToolName.prefix(server.name)) }) {
                throw CatalogueEntry.fault("tool \"\(tool)\"", "has a name of the MCP server \"\(server.name)\"")
            }
        }
    }
}
